/* Which text a lead's label goes with: choosing a person's text puts it into the box, and writing there makes it one's own.
 * A decision that was not taken begins at what is wrong with it.
 */
(() => {
  const { review } = window.synthlab;
  const choice = () => document.querySelector("[data-whose-text]");
  const formOf = (box) => box.closest("form[data-questions]");
  const revising = (form) => [...form.querySelectorAll("fieldset[data-question][data-revises]")];
  const fieldOf = (question) => question.querySelector("textarea[data-value]");
  const startOf = (question) => question.querySelector("[data-diff-of]").dataset.diffOf;

  let fills = false; // what the script puts into the box is nobody's writing
  const fill = (chosen) => {
    const texts = JSON.parse(chosen.dataset.texts);
    fills = true;
    revising(formOf(chosen)).forEach((question) => {
      fieldOf(question).value = texts[question.dataset.question] ?? startOf(question);
      review.questions.changed(question);
    });
    fills = false;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-whose-text] input[data-texts]")) fill(event.target);
  });

  document.addEventListener("input", (event) => {
    if (fills || !choice() || !event.target.closest("fieldset[data-revises]")) return;
    choice().querySelector("input[value=own]").checked = true;
  });

  /** The chosen rule in full: the list has room for its beginning. */
  const sayRule = () => {
    const says = document.querySelector("[data-rule-says]");
    if (says) says.textContent = document.querySelector("#decide [name=rule]").selectedOptions[0].dataset.says || "";
  };
  document.addEventListener("change", (event) => event.target.matches("#decide [name=rule]") && sayRule());
  document.addEventListener("DOMContentLoaded", sayRule);

  /** What all answered alike, once it is opened, comes up from below the buttons. */
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".alike-answers[open]")) event.target.scrollIntoView({ block: "start" });
  }, { capture: true });

  // Out of a list or a line of the decision, so that the single keys work.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !event.target.matches("#decide .form-row :is(select, input)")) return;
    document.getElementById("item").focus({ preventScroll: true });
  });

  const goToWhatIsWrong = () => {
    const said = document.querySelector(".review-card :is(.errorlist, .notice[role=alert])");
    const part = said?.closest("fieldset, .field") || said;
    const field = part?.matches(".field") ? part.querySelector("input, select, textarea") : part;
    field?.focus();
    said?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("DOMContentLoaded", goToWhatIsWrong); // the questions are ready by then
})();
