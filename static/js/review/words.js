/* What stands on a card, in words for people: for the cases in which it cannot be sent as it is. */
(() => {
  const { review } = window.synthlab;

  const chosen = (question) => [...question.querySelectorAll("input:checked")].map((box) => box.closest("label").querySelector("span").textContent);
  const marked = (question) => [...question.querySelectorAll(".marked li .mark-go")].map((mark) => mark.textContent.trim().replace(/\s+/g, " "));
  const written = (question) => question.querySelector("[data-value]")?.value.trim() || "";

  const answerTo = (question) => {
    const picked = chosen(question).join(", ");
    if (picked) return picked;
    return question.dataset.kind === "spans" ? marked(question).join("\n") : written(question);
  };

  /** The answers to what is asked, the rule, the comment and the reason of a skip or a flag, a paragraph each. */
  const of = (card) => {
    const questions = [...card.querySelectorAll("fieldset[data-question]")].filter((question) => !question.disabled);
    const answers = questions.map((question) => [review.questions.titleOf(question), answerTo(question)]);
    const remarks = ["rule", "comment", "reason"].flatMap((name) => [...card.querySelectorAll(`[name=${name}]`)]).filter((field) => field.value)
      .map((field) => [card.querySelector(`label[for="${field.id}"]`).firstChild.textContent.trim(), field.value.trim()]);
    return [...answers, ...remarks].filter(([, text]) => text).map(([title, text]) => `${title}\n${text}`).join("\n\n");
  };

  const titleOf = (card) => card.dataset.title || card.querySelector("h2").textContent;

  review.words = { of, titleOf };
})();
