package draftscope.views.layout;

import draftscope.views.layout.ParallelCard.Point;

/// Where the two plots and the list of methods stand: right answers at the left, bits lost beside them or, where it is narrow, below;
/// the methods at the right.
///
/// @param listX left edge of the methods
/// @param row   height of a method's line
/// @param height of all
public record ParallelLayout(Plot right, Plot lost, double listX, double listY, double listWidth, double row,
        double height) {
    private static final double AXIS = 56;
    private static final double HEAD = 30;
    private static final double FOOT = 40;
    private static final double LIST = 250;
    private static final double LEAST_PLOT = 220;
    private static final double MOST_PLOT = 560;
    private static final double LEAST_HEIGHT = 100;
    private static final double ROW = 20;

    /// A plot's area without its axes. Tokens a forward go from `leastX` at the left to `mostX` at the right.
    ///
    /// @param mostY value at the upper edge; 0 is at the lower
    public record Plot(double x, double y, double width, double height, double leastX, double mostX, double mostY) {
        public double atX(double tokens) {
            return x + (tokens - leastX) / (mostX - leastX) * width;
        }

        public double atY(double value) {
            return y + height * (1 - value / mostY);
        }
    }

    /// @param seen  height there is to see
    /// @param scale 1 at 100 % text size
    public static ParallelLayout of(ParallelCard card, double width, double seen, double scale) {
        double list = LIST * scale;
        double axis = AXIS * scale;
        double room = width - list - 20 * scale;
        boolean beside = room >= 2 * (LEAST_PLOT * scale + axis);
        double plotWidth = Math.min(MOST_PLOT * scale,
                Math.max(80 * scale, beside ? room / 2 - axis : room - axis));
        double above = HEAD * scale;
        double below = FOOT * scale;
        double plotHeight = Math.max(LEAST_HEIGHT * scale, (beside ? seen : seen / 2) - above - below);
        Plot right = new Plot(axis, above, plotWidth, plotHeight, card.leastTokens(), card.mostTokens(), 1);
        Plot lost = new Plot(beside ? axis + plotWidth + axis : axis,
                beside ? above : above + plotHeight + below + above, plotWidth, plotHeight, card.leastTokens(),
                card.mostTokens(), card.mostLost());
        double listX = lost.x() + plotWidth + 24 * scale;
        double rows = (card.measured().size() + 8) * ROW * scale;
        return new ParallelLayout(right, lost, listX, above, Math.max(60 * scale, width - listX - 8 * scale),
                ROW * scale, Math.max(lost.y() + plotHeight + below, above + rows));
    }

    /// The method whose line is under a point; -1 for none.
    public int method(ParallelCard card, double x, double y) {
        int at = (int) Math.floor((y - listY) / row);
        return x >= listX && at >= 0 && at < card.measured().size() ? at : -1;
    }

    /// The method that has the measured point nearest to a place in one of the plots; -1 where none is near.
    ///
    /// @param reach how near, in pixels
    public int near(ParallelCard card, double x, double y, double reach) {
        int best = -1;
        double nearest = reach;
        for (int i = 0; i < card.measured().size(); i++) {
            for (Point point : card.measured().get(i).points()) {
                double distance = Math.min(distance(right, point.tokens(), point.right(), x, y),
                        distance(lost, point.tokens(), point.lost(), x, y));
                if (distance < nearest) {
                    nearest = distance;
                    best = i;
                }
            }
        }
        return best;
    }

    private static double distance(Plot plot, double tokens, double value, double x, double y) {
        return Math.hypot(plot.atX(tokens) - x, plot.atY(value) - y);
    }
}
