import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The width a chart has: it is drawn anew at each width, so that its texts keep their size. */
export function useWidth(least = 260): [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setWidth(Math.max(least, Math.floor(target.clientWidth)));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(target);
    return () => watch.disconnect();
  }, [least]);
  return [element, width];
}
