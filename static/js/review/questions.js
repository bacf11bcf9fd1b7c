/* The questions of an item: which are asked, which one the keys go to, what is missing.
 *
 * Each kind of question has its file beside this one and registers there:
 *   review.kind("rating", { prepare(question), refresh(question), values(question), isAnswered(question), focus(question) })
 * `question` is its <fieldset>. Every kind keeps its answer in form fields, so that a form is read and sent as any other;
 * after its fields were set from elsewhere, `refresh` shows them. All but `values` may be left out.
 */
(() => {
  const review = (window.synthlab.review ||= {});
  const kinds = new Map();

  const kindOf = (question) => kinds.get(question.dataset.kind) || {};
  const questionsOf = (form) => [...form.querySelectorAll("fieldset[data-question]")];
  const titleOf = (question) => question.querySelector("[data-question-title]").textContent;
  const isAsked = (question) => !question.disabled;
  const isAnswered = (question) => (kindOf(question).isAnswered || ((one) => valuesOf(one).length > 0))(question);

  /** What a question's answer holds: the labels, the number, the one that is best. Further questions depend on it. */
  const valuesOf = (question) => kindOf(question).values(question);

  /** What changed, to those who cannot see it; politely. The page has the place for it from its beginning. */
  const place = () => document.getElementById("review-says");
  let staleAt = 0;
  const say = (text) => {
    clearTimeout(staleAt);
    place().textContent = text;
    staleAt = setTimeout(() => { place().textContent = ""; }, 10_000); // news, and no part of the page
  };
  const makePlace = () => {
    if (place()) return;
    const made = document.createElement("p");
    Object.assign(made, { id: "review-says", className: "hidden-text", role: "status" });
    document.getElementById("main").append(made);
  };

  // -- questions that depend on the answer to an earlier one ---------------------------------------------------------
  const dependsOn = (question, form) => questionsOf(form).find((one) => one.dataset.question === question.dataset.when);

  const shouldBeAsked = (question, form) => {
    if (!question.dataset.when) return true;
    const earlier = dependsOn(question, form);
    const wanted = JSON.parse(question.dataset.whenAnswers);
    return isAsked(earlier) && valuesOf(earlier).some((value) => wanted.includes(value));
  };

  /** Show what is asked by the answers so far; what is not asked is not sent. Returns those that came up. */
  const ask = (form) => questionsOf(form).filter((question) => {
    const asked = shouldBeAsked(question, form);
    const appears = asked && question.disabled;
    question.disabled = question.hidden = !asked;
    return appears;
  });

  // -- the question that the keys go to, where one key stands in several ----------------------------------------------
  const atHand = (form) => questionsOf(form).find((question) => !("keysRest" in question.dataset));

  const putAtHand = (form, question) => {
    if (!("keysInTurn" in form.dataset) || !question) return;
    questionsOf(form).forEach((one) => one.toggleAttribute("data-keys-rest", one !== question));
  };

  const nextOpen = (form, after) => {
    const asked = questionsOf(form).filter(isAsked);
    return asked.slice(asked.indexOf(after) + 1).find((question) => !isAnswered(question));
  };

  /** After an answer of one press the keys go to the next open question; where several may follow they stay. */
  const passKeys = (form, question) => {
    if (kindOf(question).onePress?.(question) && isAnswered(question)) putAtHand(form, nextOpen(form, question) || question);
    else putAtHand(form, question);
  };

  /** Where a form that was begun before is gone on with: the first question without an answer, else the last one. */
  const goOn = (form) => putAtHand(form, nextOpen(form) || questionsOf(form).findLast(isAsked));

  const isRadio = (element) => Boolean(element?.matches?.("input[type=radio]"));

  // The browser's own arrows within a group: who goes along a scale with them is still at that question.
  let keyDown = null;
  document.addEventListener("keydown", (event) => { keyDown = event; }, { capture: true });
  document.addEventListener("keyup", () => { keyDown = null; });
  document.addEventListener("pointerdown", () => { keyDown = null; }, { capture: true });
  const isMovedAlong = () => Boolean(keyDown?.key.startsWith("Arrow")) && !keyDown.defaultPrevented && isRadio(keyDown.target);

  /** After an answer by its key the question that is next comes into sight. No group of buttons keeps the focus: its arrows
   *  would change what was just answered. */
  document.addEventListener("pressed-by-key", (event) => {
    const question = event.target.closest("fieldset[data-question]");
    if (!question) return;
    const next = "keysInTurn" in question.form.dataset ? atHand(question.form) : nextOpen(question.form, question) || question;
    const focused = document.activeElement;
    const isAmongThem = isRadio(focused) || focused.matches("fieldset[data-question]");
    if (isAmongThem && question.form.contains(focused)) next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });

  // -- what is missing ----------------------------------------------------------------------------------------------
  const isDiscarded = (form) =>
    questionsOf(form).some((question) => isAsked(question) && "discards" in question.dataset && isAnswered(question));

  const missing = (form) => isDiscarded(form) ? undefined :
    questionsOf(form).find((question) => isAsked(question) && "required" in question.dataset && !isAnswered(question));

  let told = null; // what is missing is said until it is there: {toast, question}
  const tellNoMore = () => {
    told?.toast.remove();
    told = null;
  };
  const endsItself = /\p{P}$/u;
  const pointAt = (form, question) => {
    const several = questionsOf(form).filter(isAsked).length > 1;
    const { missing: what } = question.dataset;
    question.closest("details")?.setAttribute("open", "");
    const title = titleOf(question);
    const text = several ? `${title}${endsItself.test(title) ? "" : ":"} ${what}` : what;
    told = { toast: window.synthlab.toast(text, "hint"), question };
    putAtHand(form, question);
    question.scrollIntoView({ block: "nearest" });
    if (several) (kindOf(question).focus || ((one) => one.focus({ preventScroll: true })))(question);
  };

  // -- a form comes up, and changes ------------------------------------------------------------------------------------
  const prepare = (part) => {
    part.querySelectorAll("form[data-questions]:not([data-prepared])").forEach((form) => {
      form.dataset.prepared = "";
      form.noValidate = true; // told here in one way for all kinds
      questionsOf(form).forEach((question) => kindOf(question).prepare?.(question));
      refresh(form);
      putAtHand(form, questionsOf(form)[0]);
    });
    review.diff.drawAll(part);
    review.more.watchIn(part);
  };

  /** Show what the fields of a form hold. */
  const refresh = (form) => {
    questionsOf(form).forEach((question) => kindOf(question).refresh?.(question));
    ask(form);
  };

  /** A kind changed its answer; whoever listens to a form hears it as from any field. */
  const changed = (question) => question.dispatchEvent(new Event("input", { bubbles: true }));

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-questions]");
    const question = event.target.closest("fieldset[data-question]");
    if (!form || !question) return;
    form.dataset.touched = "";
    if (told && (!isAsked(told.question) || isAnswered(told.question))) tellNoMore();
    const appeared = ask(form);
    if (appeared.length) say(appeared.map(titleOf).join(". "));
    if (isMovedAlong()) putAtHand(form, question);
    else passKeys(form, question);
  });

  document.addEventListener("focusin", (event) => {
    const question = event.target.closest("fieldset[data-question]");
    if (question && event.target !== question) putAtHand(question.form, question);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-questions]") || event.submitter?.formNoValidate) return;
    const question = missing(form);
    tellNoMore();
    if (!question) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pointAt(form, question);
  }, { capture: true });

  /** Whether somebody has begun to answer. */
  const isTouched = (form) => "touched" in form.dataset;

  review.kind = (name, kind) => kinds.set(name, kind);
  review.questions = { prepare, refresh, changed, say, tellNoMore, atHand, putAtHand, goOn, isTouched, titleOf };
  // The kinds register in the scripts behind this one.
  document.addEventListener("DOMContentLoaded", () => {
    makePlace();
    prepare(document);
  });
})();
