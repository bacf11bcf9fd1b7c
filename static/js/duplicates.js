/* Marks the words in which each row differs from the one of its group that stays. */
window.synthlab.review.diff.drawAll(document);
