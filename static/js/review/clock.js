/* The time that a person really looked at an item: not while the page is hidden, nor after a minute without a sign. */
(() => {
  const { review } = window.synthlab;
  const idleAfter = 60_000;

  let spent = 0;
  let tickedAt = performance.now();
  let touchedAt = tickedAt;
  const tick = () => {
    const now = performance.now();
    if (document.visibilityState === "visible" && now - touchedAt < idleAfter) spent += now - tickedAt;
    tickedAt = now;
  };
  setInterval(tick, 500);
  ["keydown", "pointermove", "pointerdown", "scroll"].forEach((kind) => {
    document.addEventListener(kind, () => { touchedAt = performance.now(); }, { passive: true, capture: true });
  });

  /** With an item that comes up; `before` are milliseconds that it was looked at earlier. */
  const start = (before = 0) => {
    tick();
    spent = before;
  };
  /** Milliseconds since `start`. */
  const looked = () => {
    tick();
    return spent;
  };

  review.clock = { start, looked };
})();
