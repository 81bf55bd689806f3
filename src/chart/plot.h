// The one door to QCustomPlot: its header iterates with Qt's foreach, which this house turns off.
#pragma once

// Only the templates of the header use it, over lists that they do not change.
#define foreach(item, list) for (item : list) // NOLINT(bugprone-macro-parentheses): a declaration
#include <qcustomplot.h>
#undef foreach
