/* Candidates in order: picked one after the other, moved by buttons, arrow keys or by hand. Two of them are a choice.
 *
 * The order stands in one field as "b>a=c", the best first, "=" between those that are equally good. It may be
 * unfinished; it is an answer once all are placed.
 */
(() => {
  const { review } = window.synthlab;
  let drag = null;
  let afterDrag = false; // the click that ends it picks nothing
  const box = (question) => question.querySelector("[data-ranking]");
  const field = (question) => question.querySelector("[data-value]");
  const rows = (question) => [...question.querySelectorAll(".rank")];
  const rowOf = (question, name) => rows(question).find((row) => row.dataset.name === name);

  // -- the order, as tiers: [["b"], ["a", "c"]] ---------------------------------------------------------------------
  const tiersOf = (question) => field(question).value.split(">").map((tier) => tier.split("=").filter(Boolean)).filter((tier) => tier.length);
  const without = (tiers, name) => tiers.map((tier) => tier.filter((one) => one !== name)).filter((tier) => tier.length);
  const placeOf = (tiers, name) => tiers.findIndex((tier) => tier.includes(name));
  const inserted = (tiers, at, tier) => [...tiers.slice(0, at), tier, ...tiers.slice(at)];

  /** One up or down: out of its tier first, then past the next one. */
  const moved = (tiers, name, step) => {
    const at = placeOf(tiers, name);
    if (tiers[at].length > 1) return inserted(without(tiers, name), step < 0 ? at : at + 1, [name]);
    const rest = without(tiers, name);
    return inserted(rest, Math.min(Math.max(at + step, 0), rest.length), [name]);
  };

  /** As good as the one above, or no longer. */
  const tied = (tiers, name) => {
    const at = placeOf(tiers, name);
    const within = tiers[at].indexOf(name);
    if (within > 0) return [...tiers.slice(0, at), tiers[at].slice(0, within), tiers[at].slice(within), ...tiers.slice(at + 1)];
    return at ? [...tiers.slice(0, at - 1), [...tiers[at - 1], ...tiers[at]], ...tiers.slice(at + 1)] : tiers;
  };

  // -- on the screen ------------------------------------------------------------------------------------------------
  const number = (tiers, name) => 1 + tiers.slice(0, placeOf(tiers, name)).flat().length;

  const drawRow = (row, tiers) => {
    const name = row.dataset.name;
    const placed = placeOf(tiers, name) >= 0;
    row.querySelector(".rank-number").textContent = placed ? `${number(tiers, name)}.` : "";
    row.querySelector("[data-pick]").setAttribute("aria-pressed", String(placed));
    row.querySelector(".rank-tools").hidden = !placed;
    if (!placed) return;
    const order = tiers.flat();
    const isTied = tiers[placeOf(tiers, name)].indexOf(name) > 0;
    row.classList.toggle("tied", isTied);
    row.querySelector("[data-up]").disabled = name === order[0] && tiers[0].length === 1;
    row.querySelector("[data-down]").disabled = name === order.at(-1) && tiers.at(-1).length === 1;
    const tie = row.querySelector("[data-tie]");
    if (!tie) return;
    tie.setAttribute("aria-pressed", String(isTied));
    tie.disabled = name === order[0];
  };

  const draw = (question) => {
    const tiers = tiersOf(question);
    const focused = document.activeElement;
    const [placed, unplaced] = ["placed", "unplaced"].map((name) => question.querySelector(`.${name}`));
    const all = rows(question);
    placed.append(...tiers.flat().map((name) => rowOf(question, name)));
    const open = all.filter((row) => placeOf(tiers, row.dataset.name) < 0);
    unplaced.append(...open.sort((one, other) => one.dataset.place - other.dataset.place));
    all.forEach((row) => drawRow(row, tiers));
    unplaced.hidden = !open.length;
    if (!question.contains(focused)) return;
    if (focused.disabled || focused.closest("[hidden]")) focused.closest(".rank")?.querySelector("[data-pick]").focus();
    else focused.focus(); // it was moved, and lost it
  };

  const write = (question, tiers) => {
    field(question).value = tiers.map((tier) => tier.join("=")).join(">");
    draw(question);
  };

  const tell = (question, name) => {
    const tiers = tiersOf(question);
    const row = rowOf(question, name);
    const words = box(question).dataset;
    const isTied = row.classList.contains("tied");
    const text = placeOf(tiers, name) < 0 ? words.taken : isTied ? words.tied : words.placed;
    review.questions.say(text.replace("{title}", row.dataset.title).replace("{place}", number(tiers, name)).replace("{count}", rows(question).length));
  };

  const set = (question, tiers, name) => {
    write(question, tiers);
    tell(question, name);
    review.questions.changed(question);
  };

  // -- picking, moving ------------------------------------------------------------------------------------------------
  const pick = (question, name) => {
    const tiers = tiersOf(question);
    if (placeOf(tiers, name) >= 0) return set(question, without(tiers, name), name);
    const placed = [...tiers, [name]];
    const left = rows(question).map((row) => row.dataset.name).filter((one) => placeOf(placed, one) < 0);
    const last = left.length === 1 && !("ties" in box(question).dataset); // where ties are possible its place is not certain
    return set(question, last ? [...placed, left] : placed, name);
  };

  document.addEventListener("click", (event) => {
    const question = event.target.closest("fieldset[data-kind=ranking]");
    const button = event.target.closest("button");
    if (!question || !button || afterDrag) return;
    const tiers = tiersOf(question);
    const last = tiers.at(-1)?.[0];
    if ("tieLast" in button.dataset) return void (tiers.length > 1 && set(question, tied(tiers, last), last));
    const { name } = button.closest(".rank").dataset;
    if ("pick" in button.dataset) pick(question, name);
    else if ("tie" in button.dataset) set(question, tied(tiers, name), name);
    else set(question, moved(tiers, name, "up" in button.dataset ? -1 : 1), name);
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".rank");
    if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const question = row.closest("fieldset[data-question]");
    const tiers = tiersOf(question);
    const { name } = row.dataset;
    const step = event.key === "ArrowUp" ? -1 : 1;
    if (placeOf(tiers, name) >= 0) set(question, moved(tiers, name, step), name);
    else rows(question)[rows(question).indexOf(row) + step]?.querySelector("[data-pick]").focus();
  });

  // -- by hand, with a mouse or a pen; a finger scrolls, and has the buttons ------------------------------------------

  /** The order with the dragged one where the pointer is. */
  const dropped = (question, name, y) => {
    const rest = without(tiersOf(question), name);
    const above = rest.flat().filter((one) => {
      const { top, bottom } = rowOf(question, one).getBoundingClientRect();
      return (top + bottom) / 2 < y;
    });
    const at = above.length ? placeOf(rest, above.at(-1)) + 1 : 0;
    return inserted(rest, at, [name]);
  };

  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".rank");
    if (!row || event.pointerType === "touch" || event.button || event.target.closest(".rank-tools")) return;
    drag = { row, question: row.closest("fieldset[data-question]"), from: event.clientY, moves: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moves && Math.abs(event.clientY - drag.from) < 6) return;
    drag.moves = true;
    drag.row.classList.add("dragged");
    const { bottom } = drag.question.querySelector(".placed").getBoundingClientRect();
    const placed = placeOf(tiersOf(drag.question), drag.row.dataset.name) >= 0;
    if (!placed && event.clientY > bottom) return; // not yet among the placed ones
    write(drag.question, dropped(drag.question, drag.row.dataset.name, event.clientY));
  });
  const drop = () => {
    if (!drag) return;
    const { row, question, moves } = drag;
    drag = null;
    row.classList.remove("dragged");
    if (!moves) return;
    afterDrag = true;
    setTimeout(() => { afterDrag = false; });
    set(question, tiersOf(question), row.dataset.name);
  };
  ["pointerup", "pointercancel"].forEach((kind) => document.addEventListener(kind, drop));

  // -- the kind -------------------------------------------------------------------------------------------------------
  const ofTwo = (question) => !box(question);
  const chosen = (question) => question.querySelector("input:checked")?.value || "";

  const prepare = (question) => {
    if (ofTwo(question)) return;
    field(question).type = "hidden";
    rows(question).forEach((row, place) => { row.dataset.place = place; });
    question.querySelector(".ranks").hidden = false;
  };

  /** The best one, where it is alone. */
  const values = (question) => {
    const [best] = ofTwo(question) ? [chosen(question).split(">")[0].split("=").filter(Boolean)] : tiersOf(question);
    return best?.length === 1 ? best : [];
  };

  review.kind("ranking", {
    prepare,
    refresh: (question) => { if (!ofTwo(question)) draw(question); },
    values,
    isAnswered: (question) => (ofTwo(question) ? Boolean(chosen(question)) : tiersOf(question).flat().length === rows(question).length),
    onePress: (question) => ofTwo(question) || !("ties" in box(question).dataset),
    focus: (question) => (ofTwo(question) ? question.querySelector("input") : question).focus(),
  });
})();
