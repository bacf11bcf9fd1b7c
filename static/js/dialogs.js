/* Dialogs and questions before something happens.
 *
 * <button data-dialog-open="ID">, <button data-dialog-close>, and data-confirm="Question" on a form or on what htmx
 * sends (there hx-confirm asks the same way). data-confirm-text adds a sentence, data-confirm-yes and
 * data-confirm-no name the buttons; data-confirm-from names an element whose content stands there.
 */
(() => {
  const ask = (question, source) => new Promise((resolve) => {
    const dialog = document.getElementById("confirm");
    const text = document.getElementById("confirm-text");
    const yes = dialog.querySelector("[data-confirm-yes]");
    const no = dialog.querySelector("[data-confirm-no]");
    [yes, no].forEach((button) => { button.dataset.usual = button.dataset.usual || button.textContent; });
    document.getElementById("confirm-question").textContent = question;
    // Words that change while the button waits stand beside it: a button that is replaced while it asks sends nothing.
    const beside = document.getElementById(source.dataset.confirmFrom);
    text.textContent = source.dataset.confirmText || "";
    if (beside) text.replaceChildren(...beside.cloneNode(true).childNodes);
    text.hidden = !text.textContent.trim();
    yes.textContent = source.dataset.confirmYes || yes.dataset.usual;
    no.textContent = source.dataset.confirmNo || no.dataset.usual;
    yes.classList.toggle("danger", "confirmDanger" in source.dataset);
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    dialog.scrollTop = 0;  // the question comes before its buttons, also where both do not fit
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || form.hasAttribute("data-confirmed") || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    if (!await ask(source.dataset.confirm, source)) return;
    form.setAttribute("data-confirmed", "");
    form.requestSubmit(event.submitter);
    form.removeAttribute("data-confirmed");
  });

  document.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await ask(event.detail.question, event.detail.elt)) event.detail.issueRequest(true);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener?.dataset.dialogOpen === "keys-help") window.synthlab.keys.help();
    else if (opener) document.getElementById(opener.dataset.dialogOpen).showModal();
    else if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
    else if (event.target.matches("dialog[open]")) event.target.close();
  });

  window.synthlab = window.synthlab || {};
  window.synthlab.ask = ask;
})();
