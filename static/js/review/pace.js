/* A hint at a rest after a long stretch of work: so many answers, or so much time before the items. Once, and gently.
 *
 * A pause of ten minutes is a rest: the stretch begins anew. It goes on over a reload, in this tab.
 */
(() => {
  const { review } = window.synthlab;
  const bench = document.getElementById("review-bench");
  const restAfter = { answers: 120, ms: 45 * 60_000 };
  const restIs = 10 * 60_000;
  const key = "synthlab-stretch";
  const fresh = () => ({ answers: 0, ms: 0, at: Date.now() });

  const stretch = () => {
    const found = JSON.parse(sessionStorage.getItem(key) || "null");
    return found && Date.now() - found.at < restIs ? found : fresh();
  };

  /** An item was answered, skipped or flagged after `ms` milliseconds before it. */
  const worked = (ms) => {
    const before = stretch();
    const now = { answers: before.answers + 1, ms: before.ms + ms, at: Date.now() };
    const isLong = now.answers >= restAfter.answers || now.ms >= restAfter.ms;
    sessionStorage.setItem(key, JSON.stringify(isLong ? fresh() : now));
    if (isLong) window.synthlab.toast(bench.dataset.rest, "info");
  };

  review.pace = { worked };
})();
