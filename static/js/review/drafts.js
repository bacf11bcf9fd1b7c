/* What is typed or chosen on a card is kept in this browser until it is answered, or the item is gone.
 *
 * A draft is {title, codebook, seconds, words, isWritten, fields: [[name, value], …]} under its lease. It is shown again with its card, in
 * this tab or another one; also where the same item came back under another lease of the same codebook.
 *
 * Of an item that was skipped or flagged it is set aside: the next key may take that back, and nobody writes it twice.
 */
(() => {
  const { review, kept } = window.synthlab;
  const bench = document.getElementById("review-bench");
  if (!bench) return;
  const area = kept.area(`${bench.dataset.project}/drafts`);
  const aside = kept.area(`${bench.dataset.project}/aside/drafts`);
  const most = { drafts: 20, characters: 400_000, charactersAside: 1_000_000 };
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

  const lengthOf = (draft) => draft.fields.reduce((sum, [, value]) => sum + value.length, 0);

  const keep = (lease, draft) => {
    if (lengthOf(draft) > most.characters || !area.put(lease, draft)) warn();
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

  /** Without a warning where there is no room: its person wanted to be rid of it. The oldest make room. */
  const setAside = (lease, draft) => {
    aside.keys().filter((key) => aside.get(key).title === draft.title).forEach(aside.drop);
    if (lengthOf(draft) <= most.characters) aside.put(lease, draft);
    const keptAt = (key) => aside.get(key).keptAt || Date.now(); // without a time: as long as the page
    let characters = 0;
    aside.keys().sort((one, other) => keptAt(other) - keptAt(one)).forEach((key, place) => {
      characters += lengthOf(aside.get(key));
      if (place >= most.drafts || characters > most.charactersAside) aside.drop(key);
    });
  };

  // -- showing it again ---------------------------------------------------------------------------------------------
  const keyIn = (place, card) => {
    const keys = place.keys();
    if (keys.includes(card.dataset.lease)) return card.dataset.lease;
    return keys.find((key) => place.get(key)?.title === review.words.titleOf(card));
  };

  const fill = (card, fields) => fieldsOf(card).forEach((field) => {
    const values = fields.filter(([name]) => name === nameOf(field)).map(([, value]) => value);
    if (isChoice(field)) field.checked = values.includes(valueOf(field));
    else if (values.length) field.value = values[0];
  });

  /** Under another version of the codebook the labels are chosen anew, but not which items they are for. */
  const refill = (card, draft, drop) => {
    const places = fieldsOf(card).filter((field) => field.dataset.keptValue);
    if (!places.length) return "";
    const values = draft.fields.filter(([name]) => name === places[0].name).map(([, value]) => value);
    places.forEach((field) => { field.checked = values.includes(valueOf(field)); });
    drop();
    card.dataset.begun = "";
    save(card);
    return "anew";
  };

  /** Fill a card that was made ready (`questions.prepare`) with its draft. "whole"; "anew": only in part; "": there is none. */
  const restore = (card) => {
    const place = [area, aside].find((one) => keyIn(one, card));
    if (!place) return "";
    const key = keyIn(place, card);
    const draft = place.get(key);
    const dropOld = () => place.drop(key);
    if (draft.codebook !== card.dataset.codebook) return refill(card, draft, dropOld);
    const form = card.querySelector("form[data-questions]");
    review.finder.offer(form, draft.fields);
    fill(card, draft.fields);
    review.questions.refresh(form);
    review.questions.goOn(form);
    form.dataset.touched = card.dataset.begun = "";
    card.dataset.looked = draft.seconds;
    const remarks = card.querySelector(".remarks");
    if (remarks && ["comment", "rule"].some((name) => form.elements[name]?.value)) remarks.open = true;
    if (place === area && key === card.dataset.lease) return "whole";
    dropOld();
    save(card);
    return "whole";
  };

  /** Drafts whose item is no longer this person's: what was written is told, to be copied; a mere choice goes. */
  const giveUp = (leases) => area.keys().filter((key) => !leases.includes(key)).forEach((key) => {
    const { title, words, isWritten } = area.get(key) || {};
    if (isWritten) review.told.tell(key, { title, words });
    area.drop(key);
  });

  /** What was set aside of an item that does not come back: so is that. */
  const tellAside = (lease, why) => {
    const { title, words, isWritten } = aside.get(lease) || {};
    if (isWritten) review.told.tell(lease, { title, words, why });
    aside.drop(lease);
  };

  /** Whether somebody chose or wrote something on a card. */
  const isBegun = (card) => "begun" in card.dataset;

  review.drafts = { of, keep, save, setAside, restore, drop, giveUp, tellAside, isBegun };
})();
