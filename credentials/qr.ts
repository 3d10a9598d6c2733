import { create } from "qrcode";

export type QrDrawing = { readonly size: number; readonly path: string };

/** A QR code as one vector path, a unit a module, with nothing around it. */
export function drawQr(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const path: string[] = [];
  for (let y = 0; y < modules.size; y += 1) {
    // Neighbours are one rectangle: seams between modules would show on paper.
    for (let x = 0; x < modules.size; x += 1) {
      const start = x;
      while (x < modules.size && modules.get(y, x)) x += 1;
      if (x > start) path.push(`M${start} ${y}h${x - start}v1h-${x - start}z`);
    }
  }
  return { size: modules.size, path: path.join("") };
}
