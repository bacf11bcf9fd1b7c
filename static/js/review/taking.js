/* The model's answers are taken over into the form, where they can be changed: <button data-take="[[name, value], …]">.
 *
 * Only the questions that it answered are touched. Nothing is sent: who takes over still reads, and submits.
 */
(() => {
  const { review } = window.synthlab;
  const ofNone = /-none$/;
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");

  const fill = (form, fields) => {
    const names = new Set(fields.map(([name]) => name.replace(ofNone, "")));
    [...form.elements].filter((field) => names.has(field.name?.replace(ofNone, ""))).forEach((field) => {
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    });
    return [...form.querySelectorAll("fieldset[data-question]")].filter((question) => names.has(`q-${question.dataset.question}`));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    const form = button?.closest(".review-card")?.querySelector("form[data-questions]");
    if (!form) return;
    const fields = JSON.parse(button.dataset.take);
    review.finder.offer(form, fields);
    const questions = fill(form, fields);
    review.questions.refresh(form);
    questions.reverse().forEach(review.questions.changed); // the first one is at hand then
    review.questions.say(button.dataset.taken);
  });
})();
