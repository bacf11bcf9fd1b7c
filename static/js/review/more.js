/* A text that goes on below what is seen of it says so: it fades, and a button goes on by most of a screenful.
 *
 * For whoever sees and points: keys scroll the text itself, which has the focus, and a screen reader reads all of it.
 */
(() => {
  const { review } = window.synthlab;
  const SLACK = 4; // px
  const STEP = 0.8;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const goesOn = (text) => text.scrollHeight - text.clientHeight - text.scrollTop > SLACK;
  const look = (text) => text.toggleAttribute("data-more", goesOn(text));
  const sizes = new ResizeObserver((entries) => new Set(entries.map(({ target }) => target.closest(".review-text"))).forEach((text) => text && look(text)));

  const watch = (text) => {
    if (text.querySelector(".text-more")) return;
    const sign = document.getElementById("more-of-text").content.firstElementChild.cloneNode(true);
    [text, ...text.children].forEach((part) => sizes.observe(part));
    text.append(sign);
    text.addEventListener("scroll", () => look(text), { passive: true });
    sign.querySelector("button").addEventListener("click", () =>
      text.scrollBy({ top: text.clientHeight * STEP, behavior: still.matches ? "auto" : "smooth" }));
  };

  review.more = { watchIn: (part) => part.querySelectorAll(".review-text").forEach(watch) };
})();
