// Copies a text to send on. Also where the page came over plain http, which has no clipboard of its own.

document.addEventListener("click", async (event) => {
  const key = event.target.closest("[data-copy]");
  if (!key) return;
  const text = document.querySelector(`[data-copied="${key.dataset.copy}"]`);
  getSelection().selectAllChildren(text);
  let done = false;
  try {
    if (navigator.clipboard) { await navigator.clipboard.writeText(text.textContent); done = true; }
  } catch { /* refused: the old way may do */ }
  if (!done) done = document.execCommand("copy");
  if (done) key.querySelector("span").textContent = key.dataset.done;
});
