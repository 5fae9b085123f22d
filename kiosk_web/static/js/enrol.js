// A card is waited for: what the page says is asked for again until one was held to a reader.

const EVERY_MS = 2000;

const look = async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const then = page.querySelector("[data-waits]");
    const now = document.querySelector("[data-waits]");
    if (answer.redirected || (answer.ok && !then)) return location.reload();
    if (then && then.textContent !== now.textContent) now.replaceChildren(...then.childNodes);
  } catch { /* the network is gone for a moment: asked again */ }
  setTimeout(look, EVERY_MS);
};

if (document.querySelector("[data-waits]")) setTimeout(look, EVERY_MS);
