/* Items alike on one page, by keyboard: up and down go from item to item, X or Space leaves one out or takes it in again,
 * a digit is the label of all, Enter submits. Without this script it is a form like any other.
 *
 * What is chosen is kept under the group (drafts.js), and the answer travels by the outbox: without a connection or a sign-in
 * it waits in this browser and is sent on. The next group comes with the server's word on this one.
 */
(() => {
  const { review, keys } = window.synthlab;
  const { drafts, outbox, words } = review;
  const bench = document.getElementById("review-bench");
  const said = bench.dataset;
  const work = () => document.getElementById("similar-work");
  const card = () => work().querySelector(".review-card");
  const form = () => work().querySelector("form[data-similar]");
  const boxes = () => [...form().querySelectorAll("input[name=item]")];

  // -- keys ------------------------------------------------------------------------------------------------------------
  /** A group that may be answered now, and not one that is on its way. */
  const isHere = () => Boolean(form()) && !work().hidden;
  const current = () => boxes().find((box) => box.closest("li").contains(document.activeElement));
  const go = (step) => {
    const all = boxes();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  };
  /** Arrow keys move within the answers that have the focus, and scroll a text that has it. */
  const rests = (event) => !isHere() || Boolean(event.target.closest("fieldset[data-question], .review-text, .guide"));

  keys.add("ArrowDown", said.down, (event) => (rests(event) ? false : go(1)));
  keys.add("ArrowUp", said.up, (event) => (rests(event) ? false : go(-1)));
  keys.add("x", said.toggle, () => (isHere() ? (current() || boxes()[0]).click() : false));
  keys.add("Enter", said.enter, (event) => {
    if (!isHere() || event.target.closest("button, a, summary, select")) return false;
    form().requestSubmit();
    return true;
  });

  // -- sending ---------------------------------------------------------------------------------------------------------
  let line = Promise.resolve();
  const sendInLine = () => { line = line.then(outbox.send); };
  const isOnItsWay = () => Boolean(card()) && outbox.leases().includes(card().dataset.lease);

  const ticked = () => boxes().filter((box) => box.checked).map((box) => box.closest("label").textContent.trim()).join(", ");

  document.addEventListener("submit", (event) => {
    if (event.target !== form() || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    form().elements.seconds.value = (review.clock.looked() / 1000).toFixed(1);
    outbox.put({
      lease: card().dataset.lease,
      title: words.titleOf(card()),
      words: [ticked(), words.of(card())].filter(Boolean).join("\n\n"),
      address: form().action,
      fields: review.fieldsOf(form()),
      draft: drafts.of(card()),
    });
    work().hidden = true;
    sendInLine();
  });

  // -- what the server answered ----------------------------------------------------------------------------------------
  const replace = (fresh, id) => document.getElementById(id)?.replaceWith(fresh.getElementById(id) || "");

  const takeIn = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const guide = document.getElementById("review-guide");
    const newGuide = fresh.getElementById("review-guide");
    if (newGuide && guide) newGuide.open = guide.open;
    if (guide) replace(fresh, "review-guide");
    else if (newGuide) bench.append(newGuide);
    ["review-progress", "similar-work", "open-items"].forEach((id) => replace(fresh, id));
    if (card()) review.questions.prepare(card());
  };

  /** The group that is on the page now, with what its person had chosen. */
  const begin = () => {
    work().hidden = isOnItsWay();
    if (!card() || work().hidden) return;
    if (drafts.restore(card()) === "anew") window.synthlab.toast(said.anew, "warning");
    const foot = form().querySelector(".alike-foot");
    const isPinned = getComputedStyle(foot).position === "sticky";
    form().style.setProperty("--foot", `${isPinned ? foot.offsetHeight : 0}px`); // what comes into view stops above it
    review.clock.start(Number(card().dataset.looked || 0) * 1000);
  };
  const show = () => {
    begin();
    (card()?.querySelector("h2") || work()).focus({ preventScroll: true });
    window.scrollTo(0, 0); // as with a page that is loaded
  };

  const comesBack = (html) => {
    takeIn(html);
    show();
    if (!card()) return;
    card().dataset.begun = "";
    drafts.save(card());
  };

  document.addEventListener("DOMContentLoaded", () => { // the questions are ready by then
    if (window.location.search) show(); // a group that was taken back
    else begin();
    drafts.giveUp([...work().dataset.held.split(","), ...outbox.leases()]);
    outbox.listen({
      have: () => (isHere() ? [card().dataset.lease] : []),
      comesBack,
      arrived: (html) => { takeIn(html); show(); },
      isHere: (lease) => card()?.dataset.lease === lease,
      back: ({ lease, draft }) => { drafts.keep(lease, draft); show(); },
      changed: () => { if (card() && work().hidden && !isOnItsWay()) window.location.reload(); }, // another tab sent it
      retry: sendInLine,
    });
  });
})();
