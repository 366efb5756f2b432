// QR codes (ISO/IEC 18004) of short texts: bytes, level L, versions 1 to 9, mask 0. Enough for what an authenticator scans.

/** Of each version: data bytes of a block, error bytes of a block, blocks, where alignment patterns stand. */
const versions: [number, number, number, number[]][] = [
  [19, 7, 1, []],
  [34, 10, 1, [6, 18]],
  [55, 15, 1, [6, 22]],
  [80, 20, 1, [6, 26]],
  [108, 26, 1, [6, 30]],
  [68, 18, 2, [6, 34]],
  [78, 20, 2, [6, 22, 38]],
  [97, 24, 2, [6, 24, 42]],
  [116, 30, 2, [6, 26, 46]],
];

// Products in GF(256) with x^8 + x^4 + x^3 + x^2 + 1.
function multiply(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

function error_bytes(data: number[], count: number): number[] {
  const divisor: number[] = [...new Array<number>(count - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) divisor[j] = multiply(divisor[j] ?? 0, root) ^ (divisor[j + 1] ?? 0);
    root = multiply(root, 2);
  }
  const rest = new Array<number>(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let j = 0; j < count; j++) rest[j] = (rest[j] ?? 0) ^ multiply(divisor[j] ?? 0, factor);
  }
  return rest;
}

/** `bits` of a number with its check bits, by the generator of the code. */
function checked(value: number, bits: number, generator: number, degree: number): number {
  let rest = value << degree;
  for (let i = bits + degree - 1; i >= degree; i--) if ((rest >> i) & 1) rest ^= generator << (i - degree);
  return (value << degree) | rest;
}

/** What is written: mode, length, bytes, end, padding; then the blocks interleaved with their error bytes. */
function codewords(bytes: Uint8Array, [size, errors, blocks]: (typeof versions)[number]): number[] {
  const data = [0x40 | (bytes.length >> 4)];
  let carry = bytes.length & 15;
  for (const byte of bytes) {
    data.push((carry << 4) | (byte >> 4));
    carry = byte & 15;
  }
  data.push(carry << 4);
  for (let pad = 0xec; data.length < size * blocks; pad ^= 0xec ^ 0x11) data.push(pad);
  const parts = Array.from({ length: blocks }, (_, i) => data.slice(i * size, (i + 1) * size));
  const checks = parts.map((part) => error_bytes(part, errors));
  const woven = (rows: number[][], length: number) =>
    Array.from({ length }, (_, i) => rows.map((row) => row[i] ?? 0)).flat();
  return [...woven(parts, size), ...woven(checks, errors)];
}

/** The squares of the code, row by row: true is dark. Null: the text is too long. */
export function qr_code(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const index = versions.findIndex(([size, , blocks]) => bytes.length + 2 <= size * blocks);
  const version = versions[index];
  if (!version) return null;
  const width = 21 + 4 * index;
  const dark = Array.from({ length: width }, () => new Array<boolean>(width).fill(false));
  const fixed = Array.from({ length: width }, () => new Array<boolean>(width).fill(false));
  const set = (x: number, y: number, on: boolean) => {
    const row = dark[y];
    const kept = fixed[y];
    if (!row || !kept || x < 0 || x >= width) return;
    row[x] = on;
    kept[x] = true;
  };
  for (let i = 0; i < width; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [
    [3, 3],
    [width - 4, 3],
    [3, width - 4],
  ] as const)
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
  const places = version[3];
  const last = places.length - 1;
  places.forEach((cy, i) => {
    places.forEach((cx, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    });
  });
  const format = checked(0b01000, 5, 0x537, 10) ^ 0x5412; // level L, mask 0
  const bit = (value: number, i: number) => ((value >> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) set(8, i, bit(format, i));
  set(8, 7, bit(format, 6));
  set(8, 8, bit(format, 7));
  set(7, 8, bit(format, 8));
  for (let i = 9; i < 15; i++) set(14 - i, 8, bit(format, i));
  for (let i = 0; i < 8; i++) set(width - 1 - i, 8, bit(format, i));
  for (let i = 8; i < 15; i++) set(8, width - 15 + i, bit(format, i));
  set(8, width - 8, true);
  if (index >= 6) {
    const named = checked(index + 1, 6, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const a = width - 11 + (i % 3);
      const b = Math.floor(i / 3);
      set(a, b, bit(named, i));
      set(b, a, bit(named, i));
    }
  }
  const words = codewords(bytes, version);
  let next = 0;
  for (let right = width - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < width; step++)
      for (let j = 0; j < 2; j++) {
        const x = right - j;
        const y = ((right + 1) & 2) === 0 ? width - 1 - step : step;
        const row = dark[y];
        if (!row || fixed[y]?.[x]) continue;
        const word = words[next >> 3] ?? 0;
        row[x] = bit(word, 7 - (next & 7)) !== ((x + y) % 2 === 0);
        next++;
      }
  }
  return dark;
}
