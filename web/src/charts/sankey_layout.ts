// Where the bars and bands of flows between two columns stand. All in the units of the drawing.

export interface SankeyNode {
  key: string;
  name: string;
}

export interface SankeyFlow {
  key: string;
  from: string;
  to: string;
  value: number; // above 0
  tone: "better" | "worse" | "same" | "new";
  title: string; // in words
}

export interface SankeyBar extends SankeyNode {
  value: number;
  y: number;
  height: number;
}

export interface SankeyBand {
  flow: SankeyFlow;
  left: number; // the middle of the band at its bar
  right: number;
  thickness: number;
}

export interface SankeyLayout {
  left: SankeyBar[];
  right: SankeyBar[];
  bands: SankeyBand[]; // by bar of the left, then of the right
  height: number;
}

/** Room for the label of a bar that is lower than its text. */
const LINE = 17;

/** `full` is the height of all customers together; bars without any are left out. */
export function sankey_layout(nodes: SankeyNode[], flows: SankeyFlow[], full: number): SankeyLayout {
  const total = flows.reduce((sum, flow) => sum + flow.value, 0);
  const scale = total > 0 ? full / total : 0;
  const column = (side: "from" | "to") => {
    let y = 0;
    return nodes.flatMap((node): SankeyBar[] => {
      const value = flows.reduce((sum, flow) => sum + (flow[side] === node.key ? flow.value : 0), 0);
      if (value === 0) return [];
      const height = value * scale;
      const bar = { ...node, value, height, y: y + Math.max(0, LINE - height) / 2 };
      y += Math.max(height, LINE) + 4;
      return [bar];
    });
  };
  const left = column("from");
  const right = column("to");
  const used = new Map<string, number>();
  const take = (bar: SankeyBar | undefined, side: string, thickness: number) => {
    const key = `${side} ${bar?.key}`;
    const before = used.get(key) ?? 0;
    used.set(key, before + thickness);
    return (bar?.y ?? 0) + before + thickness / 2;
  };
  const bands = left.flatMap((from) =>
    right.flatMap((to) =>
      flows
        .filter((flow) => flow.from === from.key && flow.to === to.key)
        .map((flow) => {
          const thickness = flow.value * scale;
          return { flow, left: take(from, "left", thickness), right: take(to, "right", thickness), thickness };
        }),
    ),
  );
  const foot = (bars: SankeyBar[]) => Math.max(0, ...bars.map((bar) => bar.y + Math.max(bar.height, LINE)));
  return { left, right, bands, height: Math.max(foot(left), foot(right)) };
}
