/* Places for labels beyond those that always stand there: the ones used last.
 *
 * A label keeps its place while it is among them, so that a hand finds it again; another one takes the place of the one
 * that was used longest ago. What was used is kept in this browser, by project and question. The row has its size from
 * the beginning: nothing moves when a place is taken.
 */
(() => {
  const { review, kept } = window.synthlab;
  const PLACES = 6;

  const rowOf = (question) => question.querySelector("[data-recent]");
  const area = (question) => kept.area(`${rowOf(question).dataset.recent}/recent`);
  const stored = (question) => area(question).get(question.dataset.question)?.places || [];
  const cells = (question) => [...rowOf(question).children].filter((cell) => !cell.matches("template"));
  const boxIn = (cell) => cell.querySelector("input");
  const boxOf = (question, label) => [...question.querySelectorAll(".choices input")].find((box) => box.value === label && !("none" in box.dataset));

  const made = (question, label, at) => {
    const cell = rowOf(question).querySelector("template").content.firstElementChild.cloneNode(true);
    boxIn(cell).value = label;
    boxIn(cell).dataset.at = at;
    cell.querySelector("span").textContent = cell.title = label;
    return cell;
  };

  const empty = () => {
    const cell = document.createElement("span");
    cell.className = "no-label";
    cell.setAttribute("aria-hidden", "true");
    return cell;
  };

  /** The cell that a further label goes to: an empty one, else the one used longest ago that is not chosen. */
  const free = (question) => {
    const found = cells(question);
    const open = found.filter((cell) => !boxIn(cell)?.checked);
    return open.find((cell) => !boxIn(cell))
      || open.sort((one, other) => boxIn(one).dataset.at - boxIn(other).dataset.at)[0]
      || rowOf(question).appendChild(empty());
  };

  const keep = (question) => area(question).put(question.dataset.question, {
    places: cells(question).map((cell) => (boxIn(cell) ? { label: boxIn(cell).value, at: Number(boxIn(cell).dataset.at) } : null)).slice(0, PLACES),
  });

  /** The same row in the items that wait behind the one on the screen. */
  const pass = (question) => {
    document.querySelectorAll(`.review-card[hidden] fieldset[data-question="${CSS.escape(question.dataset.question)}"]`).forEach((other) => {
      if (rowOf(other) && !cells(other).some((cell) => boxIn(cell)?.checked)) fill(other);
    });
  };

  /** The box of a label, made where it has none yet. */
  const give = (question, label) => {
    const there = boxOf(question, label);
    if (there || !rowOf(question)) return there;
    const cell = made(question, label, Date.now());
    free(question).replaceWith(cell);
    return boxIn(cell);
  };

  const used = (question, box) => {
    if (!rowOf(question)?.contains(box)) return;
    box.dataset.at = Date.now();
    keep(question);
    pass(question);
  };

  /** As many places as there are, each with its label where the codebook still has it. */
  const fill = (question) => {
    const far = new Set([...question.querySelectorAll("[data-far] option")].map((option) => option.value));
    const chosen = cells(question).map(boxIn).filter((box) => box?.checked).map((box) => box.value);
    const before = stored(question);
    cells(question).forEach((cell) => cell.remove());
    for (let place = 0; place < PLACES; place += 1) {
      const { label, at } = before[place] || {};
      rowOf(question).append(far.has(label) ? made(question, label, at) : empty());
    }
    chosen.forEach((label) => { give(question, label).checked = true; });
  };

  const prepare = (question) => { if (rowOf(question)) fill(question); };

  review.places = { prepare, give, used, boxOf };
})();
