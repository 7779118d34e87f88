#pragma once
// Status of controls on paper: bars and squares that can be told apart without colour.

#include "ui/report/pdf_page.h"

namespace parapet::ui {

void draw_status_glyph(PageFlow& flow, const QRectF& rect, ControlStatus status);
[[nodiscard]] double bars_height(const views::StatusBars& block);
void draw_bars(PageFlow& flow, const views::StatusBars& block, const QRectF& rect);
void flow_squares(PageFlow& flow, const views::SquaresBlock& block);

} // namespace parapet::ui
