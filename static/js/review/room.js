/* The review room: the next item is shown at once, its answer travels behind it, and nothing is lost on the way.
 *
 * Works on what the server rendered: one visible .review-card and the next one hidden. Without this script the same
 * forms load the page anew. Requests go one after the other, so that each answer of the server fits what is here.
 */
(() => {
  const { review } = window.synthlab;
  const { bringIntoView, isPhone } = review.fit;
  const bench = document.getElementById("review-bench");
  if (!bench) return;
  const box = document.getElementById("review-cards");
  const restAfter = { answers: 120, ms: 45 * 60_000 };

  const cards = () => [...box.querySelectorAll(".review-card")];
  const shown = () => cards().find((card) => !card.hidden);
  const leaseOf = (card) => card.dataset.lease;
  const formOf = (card) => card.querySelector("form[data-questions]");
  const toast = (text, level) => window.synthlab.toast(text, level);

  // -- which item is on the screen -----------------------------------------------------------------------------------
  /** The whole page under another version of the codebook, once what was sent before has arrived. */
  const begin = (query) => queueMicrotask(() => inLine(async () => {
    if (!shown()) window.location.assign(window.location.pathname + query);
  }));
  const show = (card) => {
    if (card.dataset.codebook !== bench.dataset.codebook) {
      cards().forEach((other) => { other.hidden = true; });
      begin(`?first=${leaseOf(card)}`);
      return;
    }
    cards().forEach((other) => { other.hidden = other !== card; });
    review.clock.start();
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
  const leaving = new Set(); // answered here, not yet confirmed by the server
  let line = Promise.resolve();
  const inLine = (work) => {
    line = line.then(work).catch(() => toast(bench.dataset.unsaved, "error"));
    return line;
  };

  const post = async (address, body) => {
    body.set("have", [...cards().map(leaseOf), ...leaving].join(","));
    const response = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
    const said = response.headers.get("HX-Trigger");
    if (said) JSON.parse(said).toasts?.items.forEach(({ text, level }) => toast(text, level));
    if (response.headers.get("HX-Redirect")) window.location.assign(response.headers.get("HX-Redirect"));
    if (!response.ok && ![409, 422].includes(response.status)) throw new Error(response.statusText);
    return response;
  };

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  const replace = (fresh, id) => {
    const part = fresh.getElementById(id);
    if (part) document.getElementById(id).replaceWith(part);
  };

  /** Whether an item has only just come up: nobody has read it yet, so it can go by another version of the codebook. */
  const untouched = (lease) => {
    const card = shown();
    if (!lease || !card || leaseOf(card) !== lease || leaving.size) return false;
    return review.clock.looked() < 2000 && !review.questions.isTouched(formOf(card)) && !card.querySelector("details[open]");
  };

  /** Bring the page in line with what the server says is held: drop, add, show what came back first. */
  const apply = (html) => {
    const fresh = parse(html);
    const after = fresh.getElementById("review-after");
    const held = after.dataset.held.split(",");
    const before = shown();
    const gone = cards().filter((card) => !held.includes(leaseOf(card)));
    gone.forEach((card) => card.remove());
    if (gone.includes(before)) toast(bench.dataset.gone, "warning");
    const here = new Set(cards().map(leaseOf));
    const added = [...after.querySelectorAll(".review-card")].filter((card) => !here.has(leaseOf(card)) && !leaving.has(leaseOf(card)));
    box.append(...added);
    added.forEach(review.questions.prepare);
    box.querySelector("#review-nothing")?.remove();
    const nothing = fresh.getElementById("review-nothing");
    if (nothing && !cards().length) box.append(nothing);
    replace(fresh, "review-progress");
    replace(fresh, "review-last");
    replace(fresh, "review-version");
    replace(fresh, "open-items");
    const again = cards().find((card) => leaseOf(card) === after.dataset.again);
    if (again) putFirst(again);
    else if (!shown()) showNext();
    else if (untouched(document.getElementById("review-version").dataset.lags)) {
      cards().forEach((card) => { card.hidden = true; });
      begin("");
    } else if (isPhone()) bringIntoView(shown()); // what stands above it may have grown
  };

  // -- answering, skipping, flagging: the next item first, the request behind it ---------------------------------------
  let answered = 0;
  let since = performance.now();
  const hintAtRest = () => {
    answered += 1;
    if (answered < restAfter.answers && performance.now() - since < restAfter.ms) return;
    answered = 0;
    since = performance.now();
    toast(bench.dataset.rest, "info");
  };

  const send = (form, submitter) => {
    const card = form.closest(".review-card");
    const lease = leaseOf(card);
    if (form.elements.seconds) form.elements.seconds.value = (review.clock.looked() / 1000).toFixed(1);
    const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const body = new FormData(form, submitter);
    document.getElementById("review-last").hidden = true; // it speaks of an older answer; Ctrl+Z must not reach it
    card.remove();
    leaving.add(lease);
    showNext();
    hintAtRest();
    inLine(async () => {
      try {
        const response = await post(address, body);
        const html = await response.text();
        leaving.delete(lease);
        if (response.status === 422) putFirst(box.ownerDocument.importNode(parse(html).querySelector(".review-card"), true));
        else apply(html);
      } catch (problem) {
        leaving.delete(lease);
        putFirst(card);
        throw problem;
      } finally {
        document.getElementById("review-last").hidden = leaving.size > 0;
      }
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-answer]")) {
      event.preventDefault();
      send(form, event.submitter);
    } else if (form.matches("[data-undo]")) {
      event.preventDefault();
      inLine(async () => apply(await (await post(form.action, new FormData(form))).text()));
    } else if (form.matches("[data-reveal]")) {
      event.preventDefault();
      inLine(async () => {
        const fresh = parse(await (await post(form.action, new FormData(form))).text());
        if (!leaving.size) replace(fresh, "review-last"); // come late it would stand above another item
      });
    }
  });

  review.room = { shown };
  if (shown()) bringIntoView(shown());
})();
