/* Labels, several labels, numbers on a scale: what is picked from buttons of the browser's own. */
(() => {
  const { review } = window.synthlab;
  const boxes = (question, more = "") => [...question.querySelectorAll(`.choices input${more}`)];
  const picked = (question) => boxes(question, ":checked:not([data-none])").map((box) => box.value);
  const none = (question) => question.querySelector("[data-none]");
  const focus = (question) => (boxes(question, ":checked")[0] || boxes(question)[0]).focus();

  /** As many as may be chosen: with the last of them the others rest. */
  const keepToMost = (question) => {
    const most = Number(question.querySelector(".choices").dataset.most) || Infinity;
    const full = picked(question).length >= most;
    boxes(question, ":not(:checked, [data-none])").forEach((box) => { box.disabled = full; });
  };

  review.kind("label", { prepare: review.finder.prepare, values: picked, focus, onePress: () => true });
  review.kind("rating", { values: picked, focus, onePress: () => true });

  review.kind("multi_label", {
    prepare: review.finder.prepare,
    values: picked,
    focus,
    refresh: keepToMost,
    onePress: (question) => Boolean(none(question)?.checked),
    isAnswered: (question) => {
      const least = Number(question.querySelector(".choices").dataset.least);
      return Boolean(none(question)?.checked) || (picked(question).length > 0 && picked(question).length >= least);
    },
  });

  // Before questions.js hears of it: capture.
  document.addEventListener("input", (event) => {
    const question = event.target.closest("fieldset[data-kind=multi_label]");
    if (!question) return;
    if (event.target.matches("[data-none]:checked")) boxes(question, ":not([data-none])").forEach((box) => { box.checked = false; });
    else if (none(question) && event.target.checked) none(question).checked = false;
    keepToMost(question);
  }, { capture: true });
})();
