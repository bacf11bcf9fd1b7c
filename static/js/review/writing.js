/* Text that a person writes or corrects: the changes are shown as they are made, and can be taken back. */
(() => {
  const { review } = window.synthlab;
  const box = (question) => question.querySelector("textarea[data-value]");
  const changes = (question) => question.querySelector("[data-changes]");
  const startOf = (question) => changes(question)?.querySelector("[data-diff-of]").dataset.diffOf.replaceAll("\r\n", "\n").replaceAll("\r", "\n");

  const showChanges = (question) => {
    const shown = changes(question);
    if (!shown) return;
    const [start, now] = [startOf(question), box(question).value];
    const same = start.trim() === now.trim();
    shown.hidden = same;
    question.querySelector("[data-unchanged]").hidden = !same;
    question.querySelector("[data-restore]").hidden = start === now;
    if (!same) review.diff.draw(shown.querySelector("[data-diff-of]"), start, now);
  };

  let waits = 0;
  document.addEventListener("input", (event) => {
    const question = event.target.closest("fieldset[data-kind=text]");
    if (!question) return;
    cancelAnimationFrame(waits); // a fast typist is not made to wait for each letter's diff
    waits = requestAnimationFrame(() => showChanges(question));
  });

  document.addEventListener("click", (event) => {
    const question = event.target.closest("[data-restore]")?.closest("fieldset[data-question]");
    if (!question) return;
    box(question).value = startOf(question);
    showChanges(question);
    review.questions.changed(question);
    box(question).focus();
  });

  // Out of the box again, so that the single keys work.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("[data-in-text]")) event.target.closest("fieldset").focus();
  });

  review.kind("text", {
    values: (question) => (box(question).value.trim() ? [box(question).value] : []),
    refresh: showChanges,
    focus: (question) => box(question).focus(),
  });
})();
