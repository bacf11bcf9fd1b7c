/* The item fits its window: on a phone text, question and buttons share it, and the text has what the others leave. */
(() => {
  const { review } = window.synthlab;
  const box = document.getElementById("review-cards");
  const phone = window.matchMedia("(max-width: 40rem)");
  let shown = null;

  const fit = () => {
    const text = shown?.querySelector(".review-text");
    text?.style.setProperty("--rest", `${shown.offsetHeight - text.offsetHeight}px`);
  };
  const forms = new ResizeObserver(fit);

  const bringIntoView = (card) => {
    shown = card;
    forms.disconnect();
    forms.observe(card.querySelector("form"));
    fit();
    if (phone.matches) card.scrollIntoView({ block: "nearest" });
    else if (box.getBoundingClientRect().top < 0) box.scrollIntoView();
  };

  if (window.matchMedia("(max-width: 68.75rem)").matches) document.getElementById("review-guide")?.removeAttribute("open");
  if (phone.matches) window.history.scrollRestoration = "manual"; // a reload, too, begins at the item

  review.fit = { bringIntoView, isPhone: () => phone.matches };
})();
