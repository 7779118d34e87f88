#pragma once

#include "ui/widgets/popup.h"

namespace parapet::ui {

class AppContext;
class MonthGrid;
class TextField;

// Presets, a calendar, and free text ("since mon 02:00"). Relative ranges show what they resolve to.
class RangePopup : public Popup {
    Q_OBJECT
public:
    RangePopup(AppContext& app, QWidget* anchor);

private:
    QWidget* presets();
    void readTyped();
    AppContext& app_;
    MonthGrid* days_;
    TextField* typed_;
};

// The filter that applies to every page.
class FilterPopup : public Popup {
    Q_OBJECT
public:
    FilterPopup(AppContext& app, QWidget* anchor);
};

} // namespace parapet::ui
