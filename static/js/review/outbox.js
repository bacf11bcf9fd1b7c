/* Answers, skips and flags on their way. Each is kept in this browser, in order, until the server has said what became of it:
 * without a connection, while the server fails, or when the sign-in has ended, they wait and are sent on later, after a
 * reload too. The server gives back what it has stored, so sending twice does no harm.
 *
 *   review.outbox.put({ lease, title, words, address, fields, draft, isPassedOn })      then   await review.outbox.send()
 *
 * `review.outbox` is that of the page; `review.openOutbox(place, { tell, drop, more })` opens another page's, as the room does with
 * that of the corrections: `tell(count, why, have, isSent)` says what waits, and once that all of it is sent; `drop(lease)` drops
 * a draft, `more` are fields sent along.
 *
 * What has never left this browser can be taken back: the newest first, and its `draft` (drafts.js) fills the item again. It is
 * `out` from the moment that an attempt may have brought it to the server: a reply can be lost, so then it is undone there,
 * once it is sent. While any tab sends, nothing is taken back. The draft of what `isPassedOn` is set aside then, for that undo.
 *
 * A page registers with `listen`: have() names the leases it shows; arrived(html, lease) and comesBack(html) get what the
 * server answered (the lease where it took it; the second a card to be corrected); changed() follows each sending; retry() is to send in the page's turn.
 * A page on which answers are taken back: isHere(lease), whether it can show that item; back(entry) shows it.
 */
(() => {
  const { review, kept } = window.synthlab;
  const bench = document.getElementById("review-bench");
  if (!bench) return;
  const pause = { first: 3_000, most: 60_000 };

  const openOutbox = (place, { tell, drop = review.drafts.drop, more = [] }) => {
    const area = kept.area(`${place}/outbox`);
    let page = null;
    let why = ""; // what the waiting ones wait for: "", "server", "sign-in"
    let someWaited = false;

    // -- what waits -----------------------------------------------------------------------------------------------------
    const entries = () => area.keys().map((key) => ({ key, ...area.get(key) })).filter((entry) => entry.lease);
    const leases = () => entries().map((entry) => entry.lease);

    const put = (entry) => {
      const newest = Number(area.keys().at(-1)?.split("-")[0]) || 0;
      const at = String(Math.max(Date.now(), newest + 1)).padStart(15, "0");
      if (area.put(`${at}-${entry.lease}`, entry)) drop(entry.lease);
      else window.synthlab.toast(bench.dataset.unkept, "warning");
    };

    // -- sending ------------------------------------------------------------------------------------------------------
    /** What became of it: arrived, again (to be corrected), refused, barred (the person's role allows no answers any more), or
     * that it waits: for the server, for a sign-in. `stuck` is what the server fails at, which may be this one alone: it
     * waits, too, and those behind it go on. */
    const outcome = ([status, html]) => {
      if (status === 403 && html.includes("data-not-allowed")) return "barred";
      if (status === 401 || status === 403) return "sign-in";
      if (status === 422) return "again";
      if (status === 500) return "stuck";
      if (status === 408 || status === 429 || status >= 500) return "server";
      if (status >= 400) return "refused";
      return html.includes('id="review-after"') ? "arrived" : "server"; // something else answered in its place
    };

    const note = ({ key, ...entry }, out) => { if (area.get(key)) area.put(key, { ...entry, out }); };

    const sendOne = async (entry) => {
      if (navigator.onLine) note(entry, true);
      const others = leases().filter((lease) => lease !== entry.lease);
      const fields = [...entry.fields, ...more, ["have", [...page.have(), ...others].join(",")]];
      const reply = await review.post(entry.address, fields).then(async (response) => [response.status, await response.text()]).catch(() => null);
      const became = reply ? outcome(reply) : "server";
      if (["server", "sign-in", "stuck"].includes(became)) {
        if (reply?.[0] >= 400 && reply[0] < 500) note(entry, entry.out); // the server has told that it did not take it
        return became;
      }
      const [, html] = reply;
      area.drop(entry.key);
      drop(entry.lease);
      if (became === "arrived" && entry.isPassedOn) review.drafts.setAside(entry.lease, entry.draft);
      if (became === "refused") review.told.tell(entry.lease, entry);
      if (became === "barred") review.told.tell(entry.lease, { ...entry, why: bench.dataset.barred });
      if (became === "again") page.comesBack(html);
      else if (html.includes('id="review-after"')) page.arrived(html, became === "arrived" ? entry.lease : "");
      return "";
    };

    const sendAll = async () => {
      let isStuck = false;
      for (const entry of entries()) {
        if (!area.get(entry.key)) continue; // another tab was quicker
        const waitsFor = await sendOne(entry);
        if (waitsFor && waitsFor !== "stuck") return waitsFor;
        isStuck ||= waitsFor === "stuck";
      }
      return isStuck ? "server" : "";
    };

    /** One tab at a time, where the browser can see to that. */
    const lock = `synthlab-outbox-${kept.person}-${place}`;
    let isSending = false;
    const alone = (work) => (navigator.locks ? navigator.locks.request(lock, work) : work());
    /** At once: `work(isFree)`, whether nobody sends. */
    const now = (work) => (navigator.locks ? navigator.locks.request(lock, { ifAvailable: true }, (free) => work(Boolean(free))) : work(!isSending));

    let wait = pause.first;
    let timer = 0;
    const send = async () => {
      clearTimeout(timer);
      isSending = true;
      why = await alone(sendAll);
      isSending = false;
      if (!why) wait = pause.first;
      if (why === "server") timer = setTimeout(() => page.retry(), wait); // a new sign-in shows by the window's focus
      if (why) wait = Math.min(wait * 2, pause.most);
      const count = leases().length;
      tell(count, why, page.have(), someWaited && !count);
      someWaited = count > 0 && (someWaited || Boolean(why)); // what is only on its way has waited for nothing
      page.changed();
    };

    /** The newest that waits is not sent, and stands before its person again. "out" where it may be at the server already. */
    const takeBack = () => now((isFree) => {
      const newest = entries().at(-1);
      if (!newest) return "";
      if (!isFree || newest.out || !page.isHere(newest.lease)) return "out";
      area.drop(newest.key);
      page.back(newest);
      tell(leases().length, why, page.have(), false);
      page.changed();
      return "back";
    });

    const listen = (handlers) => {
      page = handlers;
      ["online", "focus"].forEach((kind) => window.addEventListener(kind, () => { if (why || leases().length) page.retry(); }));
      someWaited = leases().length > 0;
      if (someWaited) page.retry();
    };

    return { put, send, takeBack, leases, listen };
  };

  // -- that of the page -----------------------------------------------------------------------------------------------
  const tellHere = (count, why, have, isSent) => {
    const notice = document.getElementById("review-waiting");
    notice.hidden = !why || !count;
    if (notice.hidden) {
      if (notice.querySelector("p").textContent) review.questions.say("");
      notice.querySelector("p").textContent = "";
      if (isSent) window.synthlab.toast(notice.dataset.sent, "success");
    } else {
      const text = (why === "sign-in" ? notice.dataset.signIn : notice.dataset.server).replace("{n}", count);
      notice.querySelector("[data-no-more]").hidden = have.length > 0;
      if (notice.querySelector("p").textContent !== text) review.questions.say(text);
      notice.querySelector("p").textContent = text;
      notice.querySelector("[data-sign-in-link]").hidden = why !== "sign-in";
    }
  };

  document.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-unsend]")) return;
    const said = { out: bench.dataset.out, back: bench.dataset.back }[await review.outbox.takeBack()];
    if (said) window.synthlab.toast(said, "info");
  });

  review.openOutbox = openOutbox;
  review.outbox = openOutbox(bench.dataset.project, { tell: tellHere });
})();
