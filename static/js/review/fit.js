/* The item fits its window: text, question and buttons share it, and the text has what the others leave. */
(() => {
  const { review } = window.synthlab;
  const box = document.getElementById("review-cards");
  const phone = window.matchMedia("(max-width: 40rem)");
  const header = () => document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0;
  let shown = null;

  /** The text of several questions stays in sight above them, not beside them: what is scrolled to keeps clear of it. */
  const covers = (text) => Boolean(text) && getComputedStyle(text).position === "sticky"
    && shown.querySelector("form").getBoundingClientRect().left < text.getBoundingClientRect().right;

  const fit = () => {
    const text = shown?.querySelector(".review-text");
    text?.style.setProperty("--rest", `${shown.offsetHeight - text.offsetHeight}px`);
    text?.style.setProperty("--above", `${Math.round(box.getBoundingClientRect().top + window.scrollY)}px`);
    document.documentElement.style.setProperty("--text-in-sight", `${covers(text) ? text.offsetHeight : 0}px`);
  };
  // Beside a desk nothing moves while somebody answers: there it is measured as the item comes up.
  const forms = new ResizeObserver(() => { if (phone.matches) fit(); });
  window.addEventListener("resize", fit);

  const bringIntoView = (card) => {
    shown = card;
    forms.disconnect();
    forms.observe(card.querySelector("form"));
    fit();
    const above = document.getElementById("review-last") || box; // what became of the answer before is read with the item
    const isTaller = card.offsetHeight > window.innerHeight - header();
    if (phone.matches) card.scrollIntoView({ block: isTaller ? "start" : "nearest" }); // it begins with its text
    else if (above.getBoundingClientRect().top < header()) above.scrollIntoView(); // to below it: base.css
  };

  if (phone.matches) window.history.scrollRestoration = "manual"; // a reload, too, begins at the item

  review.fit = { bringIntoView, isPhone: () => phone.matches };
})();
