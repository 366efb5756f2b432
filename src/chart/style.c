#include "chart/style.h"

const char chart_style[] =
    // The drawing that fits the column: see plot.h.
    ".chart{container-type:inline-size}\n"
    ".chart svg{display:block;width:100%;height:auto;overflow:visible}\n"
    ".chart .wide,.chart .narrow{display:none}\n"
    "@container (max-width:440px){.chart .medium{display:none}.chart .narrow{display:block}}\n"
    "@container (min-width:720px){.full .medium{display:none}.chart.full .wide{display:block}}\n"
    ".chart:not(.full) svg{max-width:720px}\n"
    ".chart text{font-size:12px;fill:var(--text-2);font-variant-numeric:tabular-nums}\n"
    ".chart .strong{font-weight:600;fill:var(--text)}\n"
    ".grid{stroke:var(--border)}\n"
    ".base{stroke:var(--border-2)}\n"
    ".hint{fill:transparent}\n"
    ".hint:hover{fill:var(--text);fill-opacity:.06}\n"
    ".break{stroke:var(--text-2);stroke-dasharray:4 3}\n"
    ".level{stroke:var(--text-2);stroke-dasharray:1 3;stroke-linecap:round;stroke-width:1.5}\n"
    // Lines: series b is dashed, what may still change is dotted and hollow.
    ".line{fill:none;stroke-width:2;stroke-linejoin:round}\n"
    ".line.provisional{stroke-dasharray:2 4}\n"
    ".band{fill-opacity:.14}\n"
    ".whisker{stroke-width:6;stroke-opacity:.25}\n"
    ".dot{stroke-width:1.5}\n"
    ".a .line,.a .whisker,.a .dot,.spark .line{stroke:var(--series-a)}\n"
    ".a .band,.a .dot,.spark .dot{fill:var(--series-a)}\n"
    ".b .line,.b .whisker,.b .dot{stroke:var(--series-b)}\n"
    ".b .line{stroke-dasharray:7 3}\n"
    ".b .band,.b .dot{fill:var(--series-b)}\n"
    ".a .dot.provisional,.b .dot.provisional{fill:var(--surface)}\n"
    ".spark{display:block;width:100%;max-width:260px;height:auto}\n"
    // Bars: each part of a bar has its own pattern, so that none is told by its colour alone.
    ".bars .a{fill:var(--series-a)}\n"
    ".bars .a-hatched{fill:url(#hatch-a);stroke:var(--series-a)}\n"
    ".bars .b{fill:var(--series-b)}\n"
    ".bars .open{fill:none;stroke:var(--text);stroke-dasharray:3 3}\n"
    ".hatch-back{fill:var(--surface)}\n"
    ".hatch-a{stroke:var(--series-a);stroke-width:3}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:12px;color:var(--text-2)}\n"
    ".legend span{display:inline-flex;align-items:center;gap:6px}\n"
    ".key{width:12px;height:12px}\n"
    ".ramp{gap:2px}\n"
    ".ramp [class]{padding:1px 8px;border-radius:3px;font-variant-numeric:tabular-nums}\n"
    ".ramp span:first-child{margin-right:6px}\n"
    ".ramp span:last-child{margin-left:6px}\n"
    // A share with its interval, in a cell of a table.
    ".share{display:block;width:84px;height:14px}\n"
    ".share .track{fill:var(--track)}\n"
    ".share .bar{fill:var(--series-a)}\n"
    ".share .interval{stroke:var(--text);stroke-width:1.5}\n"
    // Shaded tables.
    ".h0{background:var(--h0);color:var(--on0)}.h1{background:var(--h1);color:var(--on1)}\n"
    ".h2{background:var(--h2);color:var(--on2)}.h3{background:var(--h3);color:var(--on3)}\n"
    ".h4{background:var(--h4);color:var(--on4)}.h5{background:var(--h5);color:var(--on5)}\n"
    ".h6{background:var(--h6);color:var(--on6)}\n"
    ".heat{border-collapse:separate;border-spacing:2px;font-variant-numeric:tabular-nums}\n"
    ".heat th,.heat td{border:0;border-radius:4px;padding:2px 4px;text-align:center;font-weight:400}\n"
    ".heat th{color:var(--text-2)}\n"
    ".heat th[scope=row]{text-align:left;white-space:nowrap}\n"
    ".heat thead th:first-child{text-align:left}\n"
    ".heat .total{text-align:right;color:var(--text-2)}\n"
    ".heat small{display:block}\n"
    ".heat .running{outline:1px dashed var(--text);outline-offset:-2px}\n"
    ".legend .swatch{width:18px;height:12px;border-radius:3px}\n"
    ".swatch.running{border:1px dashed var(--text)}\n"
    // A picture, as gradients that repeat become heavy and wrong in PDF; grey enough for light and dark.
    ".later{background:url(\"data:image/svg+xml,%3Csvg xmlns='http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg' width='8' "
    "height='8'%3E%3Cpath "
    "d='M-1 1l2-2M0 8l8-8M7 9l2-2' stroke='%238a96a8' stroke-opacity='.55'/%3E%3C/svg%3E\")}\n"
    // On paper too, with their colours.
    ".chart,.heat,.ramp,.share,.spark,.legend{print-color-adjust:exact;-webkit-print-color-adjust:exact}\n";

void chart_patterns(Text *out)
{
    text_add(out,
             STR("<svg class=\"unseen\" aria-hidden=\"true\"><defs><pattern id=\"hatch-a\" width=\"6\" height=\"6\" "
                 "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"hatch-back\" "
                 "width=\"6\" height=\"6\"/><line class=\"hatch-a\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern>"
                 "</defs></svg>\n"));
}
