/* The review room: the next item is shown at once, its answer travels behind it, and nothing is lost on the way.
 *
 * Works on what the server rendered: one visible .review-card and the next one hidden. Without this script the same
 * forms load the page anew. Requests go one after the other, so that each answer of the server fits what is here; what is
 * answered travels by the outbox, what is not yet answered is kept by the drafts.
 */
(() => {
  const { review } = window.synthlab;
  const { drafts, outbox, words } = review;
  const { bringIntoView, isPhone } = review.fit;
  const bench = document.getElementById("review-bench");
  if (!bench) return;
  const box = document.getElementById("review-cards");

  const away = new Map(); // the cards whose answers wait, by lease
  const cards = () => [...box.querySelectorAll(".review-card")];
  const shown = () => cards().find((card) => !card.hidden);
  const leaseOf = (card) => card.dataset.lease;
  const formOf = (card) => card.querySelector("form[data-questions]");
  const toast = (text, level) => window.synthlab.toast(text, level);

  // -- which item is on the screen -----------------------------------------------------------------------------------
  /** The whole page under another version of the codebook, once what was sent before has arrived. */
  const begin = (query) => queueMicrotask(() => inLine(async () => {
    if (!shown() && !outbox.leases().length) window.location.assign(window.location.pathname + query);
  }));
  const lookedBefore = (card) => Number(card.dataset.looked || 0) * 1000;
  const show = (card) => {
    if (card.dataset.codebook !== bench.dataset.codebook) {
      cards().forEach((other) => { other.hidden = true; });
      begin(`?first=${leaseOf(card)}`);
      return;
    }
    cards().forEach((other) => { other.hidden = other !== card; });
    box.setAttribute("aria-busy", "false");
    review.clock.start(lookedBefore(card));
    card.querySelector("h2").focus({ preventScroll: true });
    bringIntoView(card);
  };
  const showNext = () => {
    const next = cards()[0];
    box.setAttribute("aria-busy", String(!next && !box.querySelector("#review-nothing")));
    if (next) show(next);
  };
  const putFirst = (card) => {
    box.prepend(card);
    review.questions.prepare(card);
    show(card);
    window.history.replaceState(null, "", `${window.location.pathname}?first=${leaseOf(card)}`); // a reload shows it too
  };

  // -- one request after the other -----------------------------------------------------------------------------------
  let line = Promise.resolve();
  const inLine = (work) => {
    line = line.then(work).catch(() => toast(document.getElementById("toast-template").dataset.offline, "error"));
    return line;
  };

  /** What the server says to a form that is sent now or not at all. */
  const ask = async (form) => {
    const response = await review.post(form.action, [...review.fieldsOf(form), ["have", [...have(), ...outbox.leases()].join(",")]]);
    const elsewhere = response.headers.get("HX-Redirect"); // to sign in; what is kept here is still there after it
    if (elsewhere) window.location.assign(elsewhere);
    else if (!response.ok && response.status !== 409) throw new Error(response.statusText);
    return elsewhere ? "" : response.text();
  };

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  const replace = (fresh, id) => {
    const part = fresh.getElementById(id);
    if (part) document.getElementById(id).replaceWith(part);
  };

  /** Whether an item has only just come up: nobody has read it yet, so it can go by another version of the codebook. */
  const untouched = (lease) => {
    const card = shown();
    if (!lease || !card || leaseOf(card) !== lease || outbox.leases().length) return false;
    return review.clock.looked() < 2000 && !review.questions.isTouched(formOf(card)) && !card.querySelector("details[open]");
  };

  /** An item that is no longer this person's: what they had begun to answer is told, to be copied. */
  const leave = (card) => {
    card.remove();
    drafts.drop(leaseOf(card));
    if (drafts.isBegun(card)) review.told.tell(leaseOf(card), { title: words.titleOf(card), words: words.of(card) });
  };

  /** A card that came with an answer in it is as one that its person has begun. */
  const keepAsBegun = (card) => {
    formOf(card).dataset.touched = card.dataset.begun = "";
    drafts.save(card);
  };

  /** Bring the page in line with what the server says is held: drop, add, show what came back first. */
  const apply = (html) => {
    if (!html) return;
    const fresh = parse(html);
    const after = fresh.getElementById("review-after");
    const held = after.dataset.held.split(",");
    const leaving = outbox.leases();
    const before = shown();
    const gone = cards().filter((card) => !held.includes(leaseOf(card)));
    gone.forEach(leave);
    if (gone.includes(before)) toast(after.dataset.gone || bench.dataset.gone, "warning");
    if ("hides" in after.dataset) box.querySelectorAll(".review-card > :is(.suggestion, .look)").forEach((said) => said.remove()); // a rule since
    const here = new Set(cards().map(leaseOf));
    const added = [...after.querySelectorAll(".review-card")].filter((card) => !here.has(leaseOf(card)) && !leaving.includes(leaseOf(card)));
    box.append(...added);
    added.forEach((card) => {
      review.questions.prepare(card);
      drafts.restore(card);
    });
    box.querySelector("#review-nothing")?.remove();
    const nothing = fresh.getElementById("review-nothing");
    if (nothing && !cards().length) box.append(nothing);
    replace(fresh, "review-progress");
    replace(fresh, "review-last");
    replace(fresh, "review-version");
    replace(fresh, "open-items");
    const again = cards().find((card) => leaseOf(card) === after.dataset.again);
    if (again) {
      putFirst(again);
      if (added.includes(again)) keepAsBegun(again);
    } else if (!shown()) showNext();
    else if (untouched(document.getElementById("review-version").dataset.lags)) {
      cards().forEach((card) => { card.hidden = true; });
      begin("");
    } else if (isPhone()) bringIntoView(shown()); // what stands above it may have grown
  };

  // -- answering, skipping, flagging: the next item first, the request behind it ---------------------------------------
  const have = () => cards().map(leaseOf);

  const putAway = (card) => {
    away.set(leaseOf(card), card);
    card.remove();
  };

  /** What was answered, skipped or flagged and never sent is before its person again, as they had left it. */
  const back = ({ lease, draft }) => {
    const card = away.get(lease);
    away.delete(lease);
    card.querySelectorAll(".flag-box[open]").forEach((open) => { open.open = false; });
    card.querySelector("[data-submit]").disabled = false;
    drafts.keep(lease, draft);
    drafts.restore(card);
    putFirst(card);
  };

  /** While something is on its way the last answer speaks of an older one; Ctrl+Z must not reach it. */
  const hideLast = () => { document.getElementById("review-last").hidden = outbox.leases().length > 0; };

  /** Ctrl+Z while the last one is on its way: it is undone once the server has taken it, unless another one follows it. */
  let toUndo = "";
  const undoOnceSent = () => {
    toUndo = outbox.leases().at(-1);
    setTimeout(() => { if (toUndo) toast(bench.dataset.undoes, "info"); }, 1000);
  };
  const undoNow = () => {
    toUndo = "";
    const button = document.querySelector("#review-last [data-undo] button[data-key]");
    if (button) button.click();
    else toast(bench.dataset.rests, "info");
  };

  const send = (form, submitter) => {
    toUndo = "";
    const card = form.closest(".review-card");
    const looked = review.clock.looked();
    if (form.elements.seconds) form.elements.seconds.value = (looked / 1000).toFixed(1);
    const skips = submitter?.hasAttribute("formaction");
    const why = skips ? card.querySelector(".skip-box [name=reason]").value : "";
    const draft = drafts.of(card);
    outbox.put({
      lease: leaseOf(card),
      title: words.titleOf(card),
      words: skips && !draft.isWritten ? "" : words.of(card),
      address: skips ? submitter.formAction : form.action,
      fields: [...review.fieldsOf(form, submitter), ...(why ? [["reason", why]] : [])], // begun in its box, and then skipped at once
      draft,
      isPassedOn: drafts.isBegun(card) && (skips || !form.matches("[data-questions]")),
    });
    putAway(card);
    hideLast();
    review.questions.tellNoMore(); // what was missing of it
    showNext();
    review.pace.worked(looked);
    inLine(outbox.send);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-answer]")) {
      event.preventDefault();
      send(form, event.submitter);
    } else if (form.matches("[data-undo]")) {
      event.preventDefault();
      inLine(async () => {
        const said = review.saidSoFar();
        const html = await ask(form);
        if (parse(html).getElementById("review-after")?.dataset.again) said.clear(); // what it told of is undone
        else drafts.tellAside(form.dataset.undo, bench.dataset.stays);
        apply(html);
      });
    } else if (form.matches("[data-reveal]")) {
      event.preventDefault();
      inLine(async () => {
        const fresh = parse(await ask(form));
        if (outbox.leases().length) return; // come late it would stand above another item
        replace(fresh, "review-last");
        document.getElementById("review-last").scrollIntoView({ block: "nearest" });
      });
    }
  });

  const comesBack = (html) => {
    const card = document.importNode(parse(html).querySelector(".review-card"), true);
    putFirst(card);
    keepAsBegun(card);
  };

  const isBare = () => !cards().length && !outbox.leases().length && !document.getElementById("review-nothing");

  // -- the page begins: what was answered before is on its way, what was begun is there again ---------------------------
  const begun = () => {
    cards().filter((card) => outbox.leases().includes(leaseOf(card))).forEach(putAway);
    cards().forEach(drafts.restore);
    drafts.giveUp([...have(), ...outbox.leases()]);
    if (shown()) {
      review.clock.start(lookedBefore(shown()));
      bringIntoView(shown());
    } else showNext();
    outbox.listen({
      have,
      comesBack,
      arrived: (html, lease) => {
        apply(html);
        hideLast();
        if (lease && lease === toUndo) undoNow();
      },
      isHere: (lease) => away.has(lease),
      back,
      changed: () => {
        hideLast();
        if (outbox.leases().includes(toUndo)) toast(bench.dataset.out, "info");
        toUndo = "";
        [...away.keys()].filter((lease) => !outbox.leases().includes(lease)).forEach((lease) => away.delete(lease));
        if (isBare()) window.location.reload(); // another tab sent what was answered here, and got what follows
      },
      retry: () => inLine(outbox.send),
    });
    hideLast();
  };
  document.addEventListener("DOMContentLoaded", begun); // the questions are ready by then

  review.room = { shown, undoOnceSent };
})();
