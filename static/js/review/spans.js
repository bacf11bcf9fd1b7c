/* Marked pieces of a text, each with a label: marked in the text (span_text.js), listed below, stored as JSON. */
(() => {
  const { review } = window.synthlab;
  const { spanText, questions } = review;
  const states = new WeakMap(); // question → {text, current}
  const looks = 5;

  const box = (question) => question.querySelector("[data-spans]");
  const field = (question) => question.querySelector("[data-value]");
  const none = (question) => question.querySelector("[data-none]");
  const spansOf = (question) => JSON.parse(field(question).value || "[]");
  const labels = (question) => [...question.querySelectorAll("[data-label]")];
  const lookOf = (question, label) => `look-${labels(question).findIndex((button) => button.dataset.label === label) % looks}`;
  const same = (one, other) => Boolean(one && other) && one.start === other.start && one.end === other.end && one.label === other.label;
  const inOrder = (spans) => spans.sort((one, other) => one.start - other.start || one.end - other.end || (one.label < other.label ? -1 : 1));

  const units = (text, span) => [text.characters.toUnits(span.start), text.characters.toUnits(span.end)];
  const wordsOf = (text, span) => text.content.slice(...units(text, span));
  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const say = (question, what, span, more = {}) =>
    questions.say(fill(box(question).dataset[what], { label: span.label, text: wordsOf(states.get(question).text, span), ...more }));

  // -- on the screen ------------------------------------------------------------------------------------------------
  const rowFor = (question, span) => {
    const { text, current } = states.get(question);
    const row = question.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".span-line").classList.add(lookOf(question, span.label));
    row.querySelector("[data-of]").textContent = span.label;
    row.querySelector("[data-words]").textContent = wordsOf(text, span);
    row.querySelector("[data-remove]").setAttribute("aria-label", `${row.querySelector("[data-remove]").getAttribute("aria-label")}: ${span.label}, ${wordsOf(text, span)}`);
    row.querySelector("[data-go]").setAttribute("aria-pressed", String(same(span, current)));
    return row;
  };

  const drawList = (question) => question.querySelector(".marked").replaceChildren(...spansOf(question).map((span) => rowFor(question, span)));

  const draw = (question) => {
    const spans = spansOf(question);
    drawList(question);
    if (none(question)) none(question).disabled = spans.length > 0;
    spanText.draw(states.get(question).text);
  };

  const marks = (question) => spansOf(question).map((span) => {
    const { text, current } = states.get(question);
    const [start, end] = units(text, span);
    return { start, end, label: span.label, look: lookOf(question, span.label), current: same(span, current) };
  });

  // -- marking, changing, removing --------------------------------------------------------------------------------------
  const write = (question, spans, current) => {
    states.get(question).current = current;
    field(question).value = spans.length ? JSON.stringify(inOrder(spans)) : "";
    if (none(question) && spans.length) none(question).checked = false;
    draw(question);
    questions.changed(question);
  };

  const relabelled = (question, old, label) => {
    const span = { ...old, label };
    const others = spansOf(question).filter((one) => !same(one, old) && !same(one, span));
    write(question, [...others, span], span);
    say(question, "marked", span);
  };

  const mark = (question, label) => {
    spanText.look(states.get(question).text);
    const { text, current } = states.get(question);
    const piece = text.chosen && text.characters.snap(text.chosen);
    if (!piece) return current ? relabelled(question, current, label) : window.synthlab.toast(box(question).dataset.select, "info");
    const [start, end] = piece.map(text.characters.toPoints);
    const span = { start, end, label };
    const mayOverlap = "overlap" in box(question).dataset;
    const touched = mayOverlap ? [] : spansOf(question).filter((one) => one.start < end && start < one.end);
    text.chosen = null;
    spanText.putCaret(text, piece[1]);
    if (touched.length === 1 && touched[0].start === start && touched[0].end === end) return relabelled(question, touched[0], label);
    if (touched.length) {
      spanText.draw(text);
      return window.synthlab.toast(box(question).dataset.shared, "warning");
    }
    write(question, [...spansOf(question).filter((one) => !same(one, span)), span], span);
    return say(question, "marked", span);
  };

  const remove = (question, span) => {
    write(question, spansOf(question).filter((one) => !same(one, span)), null);
    say(question, "removed", span);
  };

  const goTo = (question, span) => {
    const state = states.get(question);
    state.current = span;
    state.text.chosen = null;
    spanText.putCaret(state.text, units(state.text, span)[0]);
    draw(question);
    state.text.layer.querySelector(".mark-current")?.scrollIntoView({ block: "nearest" });
    say(question, "at", span, { place: 1 + spansOf(question).findIndex((one) => same(one, span)), count: spansOf(question).length });
  };

  // -- what the text asks of its question ---------------------------------------------------------------------------
  const holds = (text, span, unit) => {
    const [start, end] = units(text, span);
    return start <= unit && unit < end;
  };

  /** The caret moved: the mark that it stands in, the shortest of several, is the one that keys change. */
  const moved = (question, unit) => {
    const state = states.get(question);
    if (state.current && holds(state.text, state.current, unit)) return;
    const here = spansOf(question).filter((span) => holds(state.text, span, unit));
    state.current = here.sort((one, other) => one.end - one.start - (other.end - other.start))[0] || null;
    drawList(question);
  };

  /** To the next mark or the one before; false behind the last one, where Tab leaves the text. */
  const walk = (question, step) => {
    const { text, current } = states.get(question);
    const spans = spansOf(question);
    const at = spans.findIndex((span) => same(span, current));
    const ahead = at < 0 && spans.findIndex((span) => units(text, span)[0] >= text.caret);
    const next = at >= 0 ? at + step : step > 0 ? ahead : (ahead < 0 ? spans.length : ahead) - 1;
    if (!spans[next]) return false;
    goTo(question, spans[next]);
    return true;
  };

  const owner = (question) => ({
    marks: () => (question.disabled ? [] : marks(question)),
    walk: (step) => !question.disabled && walk(question, step),
    remove: () => {
      const { current } = states.get(question);
      if (current) remove(question, current);
      return Boolean(current);
    },
    moved: (unit) => moved(question, unit),
    isAt: (unit) => spansOf(question).some((span) => holds(states.get(question).text, span, unit)),
  });

  // -- buttons --------------------------------------------------------------------------------------------------------
  // A press on a label keeps the selection where it is.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("fieldset[data-kind=spans] .span-labels")) event.preventDefault();
  });

  const spanOf = (row) => {
    const question = row.closest("fieldset[data-question]");
    return spansOf(question)[[...row.parentElement.children].indexOf(row)];
  };

  const removeRow = (question, row) => {
    const at = [...row.parentElement.children].indexOf(row);
    remove(question, spanOf(row));
    const rows = question.querySelectorAll(".marked [data-remove]");
    (rows[Math.min(at, rows.length - 1)] || question).focus(); // its button is gone
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("fieldset[data-kind=spans] button");
    if (!button) return;
    const question = button.closest("fieldset[data-question]");
    if ("label" in button.dataset) mark(question, button.dataset.label);
    else if ("into" in button.dataset) {
      questions.putAtHand(question.form, question); // its labels' keys mark now
      spanText.enter(states.get(question).text);
    }
    else if ("go" in button.dataset) goTo(question, spanOf(button.closest("li")));
    else if ("remove" in button.dataset) removeRow(question, button.closest("li"));
  });

  // -- the kind -------------------------------------------------------------------------------------------------------
  /** The field that is marked; an empty one where the item lacks it. */
  const placeOf = (question) => {
    const [card, name] = [question.closest(".review-card"), box(question).dataset.spans];
    const found = card.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (found) return found;
    const empty = document.createElement("p");
    empty.className = "sample";
    empty.dataset.field = name;
    return card.querySelector(".review-text").appendChild(empty);
  };

  const prepare = (question) => {
    field(question).type = "hidden";
    labels(question).forEach((button) => button.querySelector(".span-line").classList.add(lookOf(question, button.dataset.label)));
    const text = spanText.of(placeOf(question), box(question).dataset.textName);
    states.set(question, { text, current: null });
    text.owners.push(owner(question));
    review.finder.prepare(question);
  };

  review.kind("spans", {
    prepare,
    refresh: draw,
    values: (question) => [...new Set(spansOf(question).map((span) => span.label))],
    isAnswered: (question) =>
      Boolean(none(question)?.checked) || spansOf(question).length >= Math.max(1, Number(box(question).dataset.least)),
    onePress: (question) => Boolean(none(question)?.checked),
  });
})();
