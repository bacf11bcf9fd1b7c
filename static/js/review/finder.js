/* The box that finds a label of a question that has many: by its name, its other word, or letters of either.
 *
 * The labels are those of the buttons and of the list that a browser without this script shows (`[data-far]`).
 */
(() => {
  const { review, combobox, match } = window.synthlab;
  const { places } = review;
  const buttons = ".choices input:not([data-none]), .span-labels [data-label]";

  const nameOf = (element) => element.dataset.label || element.value;
  const entryOf = (element) => ({ label: nameOf(element), names: [nameOf(element), element.dataset.also || ""], key: element.dataset.key || "" });

  const entriesOf = (question) => {
    const there = [...question.querySelectorAll(buttons)].filter((element) => !element.closest("[data-recent]"));
    const far = [...question.querySelectorAll("[data-far] option")].filter((option) => option.value);
    return [...there, ...far].map(entryOf);
  };

  const isChosen = (question, label) => Boolean(places.boxOf(question, label)?.checked);
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const part = (className, text, hidden = false) => {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = text;
    if (hidden) made.setAttribute("aria-hidden", "true");
    return made;
  };

  const rowFor = (question, { label, names, key }) => {
    const row = document.createElement("li");
    const name = part("found-name", label);
    name.dir = "auto";
    row.append(part("found-mark", isChosen(question, label) ? "✓" : "", true), name);
    if (names[1]) {
      const also = part("muted small-text", names[1]);
      also.dir = "auto";
      row.append(also);
    }
    if (isChosen(question, label)) row.append(part("hidden-text", question.querySelector("[data-finder]").dataset.chosen));
    if (key) {
      const print = document.createElement("kbd");
      print.textContent = key;
      print.setAttribute("aria-hidden", "true");
      row.append(print);
    }
    return row;
  };

  // -- what was found is taken -------------------------------------------------------------------------------------------
  const isFull = (question, label) => {
    const most = Number(question.querySelector(".choices").dataset.most) || Infinity;
    return !isChosen(question, label) && question.querySelectorAll(".choices input:checked:not([data-none])").length >= most;
  };

  const press = (question, box) => {
    box.checked = box.type === "radio" || !box.checked;
    places.used(question, box);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const take = (question, input, label) => {
    const words = question.querySelector("[data-finder]").dataset;
    const button = question.querySelector(`.span-labels [data-label="${CSS.escape(label)}"]`);
    if (button) {
      button.click();
      question.querySelector("[data-into]")?.click();
      return;
    }
    const several = question.dataset.kind === "multi_label";
    if (several && isFull(question, label)) return void window.synthlab.toast(document.getElementById(`${question.id}-note`).textContent, "warning");
    const box = places.give(question, label);
    if (!several) box.focus({ preventScroll: true }); // first: the keys may pass to the next question with the answer
    press(question, box);
    if (several) review.questions.say(filled(box.checked ? words.picked : words.dropped, { label }));
  };

  const leave = (question) => {
    if (question.dataset.kind === "spans") return void question.querySelector("[data-into]")?.click();
    const checked = question.querySelectorAll(".choices input:checked");
    (checked[checked.length - 1] || question.querySelector(".choices input")).focus({ preventScroll: true });
  };

  // -- a question that has the box ---------------------------------------------------------------------------------------
  const prepare = (question) => {
    const finder = question.querySelector("[data-finder]");
    if (!finder) return;
    places.prepare(question);
    const far = question.querySelector("[data-far]");
    if (far) far.hidden = far.disabled = true;
    const input = finder.querySelector("input");
    const nothing = finder.querySelector("[data-nothing]");
    const entries = entriesOf(question);
    combobox(input, finder.querySelector("[role=listbox]"), {
      find: (query) => match.best(query, entries),
      row: (entry) => rowFor(question, entry),
      pick: ({ label }) => take(question, input, label),
      leave: () => leave(question),
      changed: (count) => {
        nothing.querySelector("strong").textContent = input.value.trim();
        review.questions.say(count ? filled(finder.dataset.found, { n: count }) : nothing.textContent.trim());
      },
      nothing,
    });
  };

  // A place that is pressed by hand is used, too.
  document.addEventListener("input", (event) => {
    const question = event.target.closest("fieldset[data-question]");
    if (question && event.target.checked) places.used(question, event.target);
  }, { capture: true });

  /** Boxes for labels that a draft holds, so that it can be filled in. */
  const offer = (form, fields) => form.querySelectorAll("fieldset[data-question]").forEach((question) => {
    const far = new Set([...question.querySelectorAll("[data-far] option")].map((option) => option.value));
    fields.filter(([name, value]) => name === `q-${question.dataset.question}` && far.has(value)).forEach(([, label]) => places.give(question, label));
  });

  review.finder = { prepare, offer };
})();
