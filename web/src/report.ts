/** The page of a report: whoever points at an event or voice sees its roles, its chain, and what the account says of it. */

export function report(): void {
  const parts = new Map<string, Element[]>();
  for (const element of document.querySelectorAll("[data-of]")) {
    for (const id of (element.getAttribute("data-of") ?? "").split(" ")) {
      parts.set(id, [...(parts.get(id) ?? []), element]);
    }
  }
  const chains = new Map<string, string[]>();
  for (const element of document.querySelectorAll("[data-chain]")) {
    chains.set(element.getAttribute("data-of")!, (element.getAttribute("data-chain") ?? "").split(" ").filter(Boolean));
  }
  let lit: Element[] = [];
  let now = "";

  /** What is lit in the text is brought into view beside it, where the account scrolls on its own. */
  function show(id: string): void {
    const aside = document.querySelector("aside");
    const item = parts.get(id)?.find((element) => element.classList.contains("item"));
    if (!aside || !item || aside.scrollHeight <= aside.clientHeight) return;
    const [outer, inner] = [aside.getBoundingClientRect(), item.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > Math.min(outer.bottom, innerHeight)) aside.scrollTop += inner.top - outer.top - 16;
  }

  function light(id: string, inText: boolean): void {
    if (id === now) return;
    now = id;
    if (id && inText) show(id);
    for (const element of lit) element.classList.remove("lit", "lit-chain");
    lit = [];
    for (const [found, look] of [[id, "lit"], ...(chains.get(id) ?? []).map((voice) => [voice, "lit-chain"])]) {
      for (const element of parts.get(found!) ?? []) {
        element.classList.add(look!);
        lit.push(element);
      }
    }
    document.querySelector(".text")?.classList.toggle("lighting", lit.length > 0);
  }

  const point = (event: Event) => {
    const found = (event.target as Element).closest(".trigger[data-of], .cue[data-of], .source[data-of], .item[data-of]");
    light(found?.getAttribute("data-of")?.split(" ")[0] ?? "", !found?.closest("aside"));
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", point);
}
