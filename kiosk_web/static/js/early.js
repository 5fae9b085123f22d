// A touch may come before the modules do, on a slow wall panel. It is kept here and taken by
// page.js, whose modules listen from then on; commands are never late, so it is good for 2 s.

{
  const GOOD_MS = 2000;
  const KEYS = "[data-press]:not([data-hold]), [data-open], [data-language]";
  const kept = new Map();
  const keep = (event) => {
    const key = event.target.closest(KEYS);
    if (key) kept.set(key, performance.now());
  };
  document.addEventListener("click", keep);

  /** The keys touched so far, each once; from now on none is kept. */
  window.takeEarly = () => {
    document.removeEventListener("click", keep);
    const good = [...kept].filter(([key, at]) => key.isConnected && performance.now() - at < GOOD_MS);
    kept.clear();
    return good.map(([key]) => key);
  };
}
