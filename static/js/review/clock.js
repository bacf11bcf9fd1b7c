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

  const start = () => {
    tick();
    spent = 0;
  };
  /** Milliseconds since `start`. */
  const looked = () => {
    tick();
    return spent;
  };

  review.clock = { start, looked };
})();
