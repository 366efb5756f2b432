// Single keys: off while one types, and for who switched them off (WCAG 2.1.4).
const off = "fidele keys off";

export function keys_on(): boolean {
  return localStorage.getItem(off) === null;
}

export function switch_keys(on: boolean) {
  if (on) localStorage.removeItem(off);
  else localStorage.setItem(off, "1");
}

export function is_single_key(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  return !typing && !event.ctrlKey && !event.metaKey && !event.altKey && keys_on();
}
