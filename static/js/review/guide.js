/* The codebook beside the work: folded where it would stand above it. */
(() => {
  if (window.matchMedia("(max-width: 68.75rem)").matches) document.getElementById("review-guide")?.removeAttribute("open");
})();
