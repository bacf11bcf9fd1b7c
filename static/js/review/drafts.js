/* What is typed or chosen on a card is kept in this browser until it is answered, skipped or flagged, or the item is gone.
 *
 * A draft is {title, codebook, seconds, words, isWritten, fields: [[name, value], …]} under its lease. It is shown again with its card, in
 * this tab or another one; also where the same item came back under another lease of the same codebook.
 */
(() => {
  const { review, kept } = window.synthlab;
  const bench = document.getElementById("review-bench");
  if (!bench) return;
  const area = kept.area(`${bench.dataset.project}/drafts`);
  const most = { drafts: 20, characters: 400_000 };
  const NOT_KEPT = ["csrfmiddlewaretoken", "seconds", "have"];

  const fieldsOf = (card) => [...card.querySelectorAll("form [name]")].filter((field) => !NOT_KEPT.includes(field.name));
  /** Two fields of a card may send under one name: why it is skipped, and why it is flagged. */
  const nameOf = (field) => field.dataset.keptName || field.name;
  /** What a choice is kept by: its value, unless that is another one each time its item is handed out. */
  const valueOf = (field) => field.dataset.keptValue || field.value;
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
  const given = (card) => fieldsOf(card).filter((field) => !isChoice(field) || field.checked).map((field) => [nameOf(field), valueOf(field)]);

  const isWritten = (card) => fieldsOf(card).some((field) => field.matches("textarea, [data-reason]") && field.value.trim() !== field.defaultValue.trim());

  // -- keeping ------------------------------------------------------------------------------------------------------
  let waits = null;
  let hasWarned = false;
  const warn = () => {
    if (!hasWarned) window.synthlab.toast(bench.dataset.unkept, "warning");
    hasWarned = true;
  };

  const of = (card) => ({
    title: review.words.titleOf(card),
    codebook: card.dataset.codebook,
    seconds: review.clock.looked() / 1000,
    words: review.words.of(card),
    isWritten: isWritten(card),
    fields: given(card),
  });

  const keep = (lease, draft) => {
    const length = draft.fields.reduce((sum, [, value]) => sum + value.length, 0);
    if (length > most.characters || !area.put(lease, draft)) warn();
  };

  const save = (card) => {
    const { lease } = card.dataset;
    keep(lease, of(card));
    const others = area.keys().filter((key) => key !== lease);
    if (others.length < most.drafts) return;
    others.sort((one, other) => area.get(one).keptAt - area.get(other).keptAt).slice(0, others.length - most.drafts + 1).forEach(area.drop);
  };

  const saveNow = () => {
    if (!waits) return;
    clearTimeout(waits.timer);
    const { card } = waits;
    waits = null;
    if (card.isConnected) save(card);
  };

  document.addEventListener("input", (event) => {
    const card = event.target.closest(".review-card");
    if (!card) return;
    card.dataset.begun = "";
    if (waits && waits.card !== card) saveNow();
    clearTimeout(waits?.timer);
    waits = { card, timer: setTimeout(saveNow, 250) };
  });
  window.addEventListener("pagehide", saveNow);
  document.addEventListener("visibilitychange", saveNow);

  const drop = (lease) => {
    if (waits?.card.dataset.lease === lease) {
      clearTimeout(waits.timer);
      waits = null;
    }
    area.drop(lease);
  };

  // -- showing it again ---------------------------------------------------------------------------------------------
  const keyOf = (card) => {
    const keys = area.keys();
    if (keys.includes(card.dataset.lease)) return card.dataset.lease;
    return keys.find((key) => area.get(key)?.title === review.words.titleOf(card));
  };

  const fill = (card, fields) => fieldsOf(card).forEach((field) => {
    const values = fields.filter(([name]) => name === nameOf(field)).map(([, value]) => value);
    if (isChoice(field)) field.checked = values.includes(valueOf(field));
    else if (values.length) field.value = values[0];
  });

  /** Under another version of the codebook the labels are chosen anew, but not which items they are for. */
  const refill = (card, key, draft) => {
    const places = fieldsOf(card).filter((field) => field.dataset.keptValue);
    if (!places.length) return "";
    const values = draft.fields.filter(([name]) => name === places[0].name).map(([, value]) => value);
    places.forEach((field) => { field.checked = values.includes(valueOf(field)); });
    area.drop(key);
    card.dataset.begun = "";
    save(card);
    return "anew";
  };

  /** Fill a card that was made ready (`questions.prepare`) with its draft. "whole"; "anew": only in part; "": there is none. */
  const restore = (card) => {
    const key = keyOf(card);
    const draft = key && area.get(key);
    if (!draft) return "";
    if (draft.codebook !== card.dataset.codebook) return refill(card, key, draft);
    const form = card.querySelector("form[data-questions]");
    review.finder.offer(form, draft.fields);
    fill(card, draft.fields);
    review.questions.refresh(form);
    review.questions.goOn(form);
    form.dataset.touched = card.dataset.begun = "";
    card.dataset.looked = draft.seconds;
    const remarks = card.querySelector(".remarks");
    if (remarks && ["comment", "rule"].some((name) => form.elements[name]?.value)) remarks.open = true;
    if (key === card.dataset.lease) return "whole";
    area.drop(key);
    save(card);
    return "whole";
  };

  /** Drafts whose item is no longer this person's: what was written is told, to be copied; a mere choice goes. */
  const giveUp = (leases) => area.keys().filter((key) => !leases.includes(key)).forEach((key) => {
    const { title, words, isWritten } = area.get(key) || {};
    if (isWritten) review.told.tell(key, { title, words });
    area.drop(key);
  });

  /** Whether somebody chose or wrote something on a card. */
  const isBegun = (card) => "begun" in card.dataset;

  review.drafts = { of, keep, save, restore, drop, giveUp, isBegun };
})();
