// The picture: bars, map and caption drawn on a canvas and saved by the browser, without any request.

const SIZE = { width: 1600, margin: 56, gap: 64, row: 30, most: 30 };

/** shown: what the board shows now (result, score by province, colours, outlines, weights, mapTitle, choice, paper). */
export function savePicture(kit, data, shown) {
  const rows = Array.from(shown.result.order).filter((n) => shown.result.rank[n] > 0).slice(0, SIZE.most);
  const canvas = document.createElement("canvas");
  const height = 2 * SIZE.margin + 120 + Math.max(rows.length * SIZE.row, 420) + 40 + 22 * data.caption.length;
  canvas.width = 2 * SIZE.width;
  canvas.height = 2 * height;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const page = { kit, data, shown, pen, height, ...colours(shown.paper) };
  pen.fillStyle = page.back;
  pen.fillRect(0, 0, SIZE.width, height);
  drawHead(page);
  drawBars(page, rows);
  drawMap(page);
  drawCaption(page);
  canvas.toBlob((blob) => download(blob, `${data.file_name}.png`), "image/png");
}

function colours(paper) {
  return {
    ink: paper.color, back: paper.backgroundColor, font: paper.fontFamily,
    faint: paper.color.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, "rgba($1, 0.08)"),
    quiet: paper.color.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, "rgba($1, 0.72)"),
  };
}

function write({ pen, font, ink }, text, x, y, { size = 15, weight = 400, colour = ink, align = "left", room } = {}) {
  pen.font = `${weight} ${size}px ${font}`;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  let line = text;
  while (room && line.length > 1 && pen.measureText(line).width > room) line = `${line.slice(0, -2).trimEnd()}…`;
  pen.fillText(line, x, y);
}

function drawHead(page) {
  const { kit, data, shown, pen, quiet } = page;
  const top = SIZE.margin;
  write(page, data.title, SIZE.margin, top + 14, { size: 28, weight: 600 });
  let x = SIZE.margin;
  data.topics.forEach(({ name, colour }, t) => {
    pen.fillStyle = colour;
    pen.fillRect(x, top + 52, 14, 14);
    const label = `${name} ${kit.percent(shown.weights.topic[t])}`;
    write(page, label, x + 22, top + 60, { colour: quiet });
    x += 22 + pen.measureText(label).width + 32;
  });
}

function drawBars(page, rows) {
  const { kit, data, shown, pen, faint } = page;
  const { result } = shown;
  const [left, top, name, width] = [SIZE.margin, SIZE.margin + 110, 360, 400];
  rows.forEach((n, at) => {
    const y = top + at * SIZE.row + SIZE.row / 2;
    const row = data.rows[n];
    const weight = n === result.selected ? 600 : 400;
    write(page, String(result.rank[n]), left + 24, y, { weight: 600, align: "right" });
    write(page, row.pick ? `${row.name} ★` : row.name, left + 38, y, { weight, room: name - 46 });
    let x = left + name;
    pen.fillStyle = faint;
    pen.fillRect(x, y - 9, width, 18);
    data.topics.forEach(({ colour }, t) => {
      const part = width * result.parts[n * data.topics.length + t];
      pen.fillStyle = colour;
      pen.fillRect(x, y - 9, Math.max(part - 1, 0), 18);
      x += part;
    });
    write(page, kit.number(100 * result.score[n], 1), left + name + width + 52, y, { weight: 600, align: "right" });
  });
}

function drawMap(page) {
  const { shown, pen, back, ink, faint, quiet } = page;
  const left = SIZE.margin + 360 + 400 + 52 + SIZE.gap;
  const width = SIZE.width - SIZE.margin - left;
  const top = SIZE.margin + 110;
  const unit = width / shown.outlines.width;
  write(page, shown.mapTitle, left, top + 8, { weight: 600, room: width });
  pen.save();
  pen.translate(left, top + 36);
  pen.scale(unit, unit);
  page.data.provinces.forEach(({ code }, n) => {
    const shape = shown.outlines.shapes.find((outline) => outline.code === code);
    if (!shape) return;
    const path = new Path2D(shape.d);
    const step = shown.step(shown.score[n]);
    pen.fillStyle = step < 0 ? faint : shown.colours[step];
    pen.fill(path);
    pen.strokeStyle = back;
    pen.lineWidth = 1 / unit;
    pen.stroke(path);
  });
  const chosen = shown.outlines.shapes.find(({ code }) => code === page.data.provinces[shown.choice]?.code);
  if (chosen) {
    pen.strokeStyle = ink;
    pen.lineWidth = 2.5 / unit;
    pen.stroke(new Path2D(chosen.d));
  }
  pen.restore();
  drawLegend(page, left, top + 56 + shown.outlines.height * unit, Math.min(width, 300), quiet);
}

function drawLegend(page, left, top, width, quiet) {
  const { kit, shown, pen, faint } = page;
  shown.colours.forEach((colour, n, all) => {
    pen.fillStyle = colour;
    pen.fillRect(left + (n * width) / all.length, top, width / all.length + 1, 10);
  });
  for (const tick of [0, 50, 100]) {
    write(page, kit.number(tick), left + (width * tick) / 100, top + 24, { size: 13, colour: quiet, align: { 0: "left", 50: "center", 100: "right" }[tick] });
  }
  pen.fillStyle = faint;
  pen.fillRect(left + width + 32, top, 20, 10);
  write(page, kit.say("no_score"), left + width + 60, top + 5, { size: 13, colour: quiet });
}

function drawCaption(page) {
  const { data, height, quiet } = page;
  const lines = [...data.caption];
  lines.forEach((line, n) => {
    const y = height - SIZE.margin - 22 * (lines.length - 1 - n);
    write(page, line, SIZE.margin, y, { size: 13, colour: quiet, room: SIZE.width - 2 * SIZE.margin });
  });
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
