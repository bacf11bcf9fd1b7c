/* Keys and small manners of the review room: Enter, the undo key where there is nothing to undo now, the boxes of a skip and a flag, and
 * the remarks. */
(() => {
  const bench = document.getElementById("review-bench");
  const { shown, undoOnceSent } = window.synthlab.review.room || {};
  if (!shown) return;
  const { outbox } = window.synthlab.review;
  const toast = (text, level) => window.synthlab.toast(text, level);

  window.synthlab.keys.add("Enter", bench.dataset.enter, (event) => {
    const card = shown();
    if (!card || event.target.closest("button, a, summary, select")) return false;
    card.querySelector("[data-submit]").click();
    return true;
  });

  // A skip or a flag that stands leaves the older answer its button, but not the key for what was done last.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    if (window.synthlab.keys.hasOwnUndo(event.target) || document.querySelector("dialog[open]")) return;
    if (outbox.leases().length) undoOnceSent();
    else if (document.querySelector("#review-last:not([hidden]) [data-undo] button:not([data-key])")) toast(bench.dataset.rests, "info");
  });

  /** What a person has just written as a comment may be why they flag: it stands in the empty box, to be sent or changed. */
  const offerComment = (card, reason, opens) => {
    const comment = card.querySelector("[data-comment]").value.trim().replace(/\s+/g, " ").slice(0, reason.maxLength);
    if (opens) reason.value ||= comment;
    else if (reason.value === comment) reason.value = "";
  };

  // Opened here and not by the browser, which would take a moment: what is typed next belongs into the field.
  const fold = (part, open) => {
    const card = part.closest(".review-card");
    if (open && part.matches(".flag-box")) card.querySelectorAll(".flag-box[open]").forEach((other) => fold(other, false));
    if (part.matches(".flag-box:not(.skip-box)")) offerComment(card, part.querySelector("[data-reason]"), open);
    part.open = open;
    if (part.matches(".flag-box")) card.querySelector("[data-submit]").disabled = open;
    part.querySelector(open ? "[data-reason], [data-comment]" : "summary").focus();
    if (open) part.querySelector("form, .form-row").scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    const part = event.target.closest("summary")?.parentElement;
    if (!part?.matches(".flag-box, .remarks")) return;
    event.preventDefault();
    fold(part, !part.open);
  });

  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".review-card:not([hidden]) .flag-box[open]");
    if (!open) return;
    fold(open, false);
    open.closest(".review-card").querySelector("h2").focus({ preventScroll: true });
  });

  // Out of a comment as out of a text: what is written stays there to be seen.
  document.addEventListener("keydown", (event) => {
    const remarks = event.key === "Escape" && !event.defaultPrevented && !event.isComposing && event.target.closest(".remarks");
    if (!remarks) return;
    remarks.open = [...remarks.querySelectorAll("[name]")].some((field) => field.value.trim());
    remarks.closest(".review-card").querySelector("h2").focus({ preventScroll: true });
  });

  // In the box of a skip or a flag Enter sends what is written there, with Ctrl too: the button that this stands for rests
  // meanwhile. From the empty box it leads to the button, which sends without words: by one key too many nothing is passed on.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(".flag-box [data-reason]")) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
    else event.target.form.querySelector("button").focus();
  }, { capture: true });
})();
