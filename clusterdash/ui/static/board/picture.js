// The picture: bars, map and caption drawn on a canvas and saved by the browser, without any request.

const WIDTH = 1600;
const MARGIN = 56;
const ROW = 30;
const MOST = 30;
const SHARPNESS = 2;
const BODY = MARGIN + 110;
const BARS = { names: 38, widestName: 360, width: 400, score: 52, gap: 64 };

/**
 * shown: what the board shows now ({result, weights, score by province, colours, step, outlines, mapTitle, choice,
 * link, paper}).
 */
export function savePicture(kit, data, shown) {
  const rows = Array.from(shown.result.order).filter((n) => shown.result.rank[n] > 0).slice(0, MOST);
  const caption = [...(rows.some((n) => data.rows[n].pick) ? [`★ ${kit.say("pick")}`] : []), ...data.caption, shown.link];
  const height = BODY + Math.max(rows.length * ROW, 420) + 48 + 22 * caption.length + MARGIN;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SHARPNESS * WIDTH, SHARPNESS * height];
  const pen = canvas.getContext("2d");
  pen.scale(SHARPNESS, SHARPNESS);
  const page = { kit, data, shown, pen, ...inks(shown.paper) };
  pen.fillStyle = page.back;
  pen.fillRect(0, 0, WIDTH, height);
  drawHead(page);
  drawMap(page, drawBars(page, rows) + BARS.gap);
  caption.forEach((line, n) => write(page, line, MARGIN, height - MARGIN - 22 * (caption.length - 1 - n), {
    size: 13, colour: page.quiet, room: WIDTH - 2 * MARGIN,
  }));
  canvas.toBlob((blob) => download(blob, `${data.file_name}.png`), "image/png");
}

function inks({ color, backgroundColor, fontFamily }) {
  const faded = (share) => color.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${share})`);
  return { ink: color, back: backgroundColor, font: fontFamily, quiet: faded(0.72), faint: faded(0.08) };
}

function write({ pen, font, ink }, text, x, y, { size = 15, weight = 400, colour = ink, align = "left", room } = {}) {
  pen.font = `${weight} ${size}px ${font}`;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  let line = text;
  while (room && line.length > 1 && pen.measureText(line).width > room) line = `${line.slice(0, -2).trimEnd()}…`;
  pen.fillText(line, x, y);
  return pen.measureText(line).width;
}

function drawHead(page) {
  const { kit, data, shown, pen } = page;
  write(page, data.title, MARGIN, MARGIN + 14, { size: 28, weight: 600, room: WIDTH - 2 * MARGIN });
  let x = MARGIN;
  data.topics.forEach(({ name, colour }, t) => {
    pen.fillStyle = colour;
    pen.fillRect(x, MARGIN + 52, 14, 14);
    const label = `${name} ${kit.percent(shown.weights.topic[t])}`;
    x += 22 + write(page, label, x + 22, MARGIN + 60, { colour: page.quiet }) + 32;
  });
}

/** Returns where the bars end. */
function drawBars(page, rows) {
  const { kit, data, shown, pen } = page;
  const { result } = shown;
  const labels = rows.map((n) => (data.rows[n].pick ? `${data.rows[n].name} ★` : data.rows[n].name));
  pen.font = `600 15px ${page.font}`;
  const room = Math.min(BARS.widestName, Math.max(...labels.map((label) => pen.measureText(label).width)));
  const left = MARGIN + BARS.names + room + 16;
  const end = left + BARS.width + BARS.score;
  rows.forEach((n, at) => {
    const y = BODY + at * ROW + ROW / 2;
    write(page, String(result.rank[n]), MARGIN + 24, y, { weight: 600, align: "right" });
    write(page, labels[at], MARGIN + BARS.names, y, { weight: n === result.selected ? 600 : 400, room });
    drawBar(page, n, left, y);
    write(page, kit.number(100 * result.score[n], 1), end, y, { weight: 600, align: "right" });
  });
  return end;
}

function drawBar({ data, shown, pen, faint }, n, left, y) {
  pen.fillStyle = faint;
  pen.fillRect(left, y - 9, BARS.width, 18);
  let x = left;
  data.topics.forEach(({ colour }, t) => {
    const part = BARS.width * shown.result.parts[n * data.topics.length + t];
    pen.fillStyle = colour;
    pen.fillRect(x, y - 9, Math.max(part - 1, 0), 18);
    x += part;
  });
}

function drawMap(page, left) {
  const { data, shown, pen } = page;
  const width = WIDTH - MARGIN - left;
  const unit = width / shown.outlines.width;
  const shapes = new Map(shown.outlines.shapes.map(({ code, d }) => [code, new Path2D(d)]));
  write(page, shown.mapTitle, left, BODY + 8, { weight: 600, room: width });
  pen.save();
  pen.translate(left, BODY + 36);
  pen.scale(unit, unit);
  pen.lineJoin = "round";
  data.provinces.forEach(({ code }, n) => {
    if (!shapes.has(code)) return;
    const step = shown.step(shown.score[n]);
    pen.fillStyle = step < 0 ? page.faint : shown.colours[step];
    pen.fill(shapes.get(code));
    stroke(pen, shapes.get(code), page.back, 1 / unit);
  });
  const chosen = shapes.get(data.provinces[shown.choice]?.code);
  if (chosen) {
    stroke(pen, chosen, page.back, 6 / unit);
    stroke(pen, chosen, data.colours.chosen, 3 / unit);
  }
  pen.restore();
  drawLegend(page, left, BODY + 56 + shown.outlines.height * unit, Math.min(width - 140, 300));
}

function stroke(pen, path, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

function drawLegend(page, left, top, width) {
  const { kit, shown, pen, faint, quiet } = page;
  shown.colours.forEach((colour, n, all) => {
    pen.fillStyle = colour;
    pen.fillRect(left + (n * width) / all.length, top, width / all.length + 1, 10);
  });
  for (const [tick, align] of [[0, "left"], [50, "center"], [100, "right"]]) {
    write(page, kit.number(tick), left + (width * tick) / 100, top + 24, { size: 13, colour: quiet, align });
  }
  pen.fillStyle = faint;
  pen.fillRect(left + width + 32, top, 20, 10);
  write(page, kit.say("no_score"), left + width + 60, top + 5, { size: 13, colour: quiet });
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
