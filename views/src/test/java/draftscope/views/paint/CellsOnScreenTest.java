package draftscope.views.paint;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Theme;
import draftscope.trace.Trace;
import draftscope.views.Tales;
import draftscope.views.Toolkit;
import draftscope.views.UnmaskingGrid;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import org.junit.jupiter.api.Test;

/// The two calls that no canvas has: on a screen they are short cuts, which must not be seen.
class CellsOnScreenTest {
    private static final int SIZE = 96;

    private static void sign(Pen g) {
        g.setStroke(Color.SALMON);
        g.setLineWidth(1);
        g.setLineCap(StrokeLineCap.BUTT);
        g.strokeLine(0.5, 7, 5.5, 2);
        g.setFill(Color.STEELBLUE);
        g.fillPolygon(new double[]{3, 6, 6}, new double[]{0, 0, 3.5}, 3);
    }

    private static Image painted(Consumer<Pen> painting) {
        return Toolkit.on(() -> {
            PaintedCanvas canvas = new PaintedCanvas(SIZE, SIZE);
            canvas.paint(painting);
            SnapshotParameters clear = new SnapshotParameters();
            clear.setFill(Color.TRANSPARENT);
            return canvas.snapshot(clear, null);
        });
    }

    private static void assertAlike(Image one, Image other) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int a = one.getPixelReader().getArgb(x, y);
                int b = other.getPixelReader().getArgb(x, y);
                for (int shift = 0; shift < 32; shift += 8)
                    assertThat(Math.abs((a >> shift & 0xff) - (b >> shift & 0xff))).as("pixel %d, %d", x, y)
                            .isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void aTileLooksAsIfItWerePaintedInEveryCell() {
        Tile tile = new Tile("sign", 7, 12, CellsOnScreenTest::sign);
        Image inOne = painted(g -> {
            g.translate(3, 0);
            g.setFill(Color.GOLD);
            g.repeat(tile, 5, 4, 6, 5);
            g.fillRect(80, 80, 5, 5);
        });
        assertAlike(inOne, painted(g -> {
            g.translate(3, 0);
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < 6; column++) {
                    g.save();
                    g.translate(5 + 7 * column, 4 + 12 * row);
                    sign(g);
                    g.restore();
                }
            }
            g.setFill(Color.GOLD);
            g.fillRect(80, 80, 5, 5);
        }));
        assertThat(inOne.getPixelReader().getColor(85, 82)).as("the fill is what it was").isEqualTo(Color.GOLD);
    }

    @Test
    void aTileIsPaintedOnceForAllCellsAndFrames() {
        AtomicInteger times = new AtomicInteger();
        Toolkit.run(() -> {
            PaintedCanvas canvas = new PaintedCanvas(SIZE, SIZE);
            for (int frame = 0; frame < 3; frame++)
                canvas.paint(g -> {
                    for (String key : List.of("one", "two"))
                        g.repeat(new Tile(key, 7, 12, pen -> times.incrementAndGet()), 0, 0, 4, 4);
                });
        });
        assertThat(times).hasValue(2);
    }

    @Test
    void stretchesOfCellsHaveEmptyGaps() {
        List<Cells.Stretch> stretches = List.of(new Cells.Stretch(Color.TEAL, 0, 0, 5),
                new Cells.Stretch(Color.CORAL, 1, 1, 2), new Cells.Stretch(Color.TEAL, 1, 3, 1),
                new Cells.Stretch(Color.PLUM, 4, 0, 4));
        Image inOne = painted(g -> g.fillCells(new Cells(stretches, 13, 15, 11.5, 12), 6, 9));
        assertAlike(inOne, painted(g -> {
            for (Cells.Stretch stretch : stretches) {
                g.setFill(stretch.color());
                for (int row = 0; row < stretch.rows(); row++)
                    g.fillRect(6 + 13 * stretch.column(), 9 + 15 * (stretch.row() + row), 11.5, 12);
            }
        }));
        assertThat(inOne.getPixelReader().getColor(8, 9 + 13).getOpacity()).isZero();
        assertThat(inOne.getPixelReader().getColor(8, 9 + 16)).isEqualTo(Color.TEAL);
    }

    @Test
    void onPaperEveryCellIsAShape() {
        byte[] svg = Toolkit.on(() -> {
            PaintedCanvas canvas = new PaintedCanvas(SIZE, SIZE);
            canvas.paint(g -> {
                g.fillCells(new Cells(List.of(new Cells.Stretch(Color.TEAL, 0, 0, 5)), 7, 12, 6, 9), 0, 0);
                g.repeat(new Tile("dot", 7, 12, pen -> pen.fillOval(2, 2, 3, 3)), 14, 0, 2, 3);
            });
            return Drawing.svg(canvas, "cells", "words");
        });
        assertThat(new String(svg, StandardCharsets.UTF_8).split("<path", -1)).hasSizeGreaterThanOrEqualTo(1 + 5 + 6);
    }

    /// What holds sixty frames a second: a microsecond and more a call. Thousands of cells are in sight.
    @Test
    void aLargeCanvasIsPaintedInFewCalls() {
        Trace trace = Trace.of(Tales.largeDiffusion(5, 1024, 256));
        Toolkit.run(() -> {
            for (int step : new int[]{2, 40, 100, 255}) {
                UnmaskingGrid grid = new UnmaskingGrid();
                grid.setState(trace.at(trace.endOfStep(step)));
                Toolkit.scene(grid, Theme.DARK, 1280, 720, 13);
                AtomicInteger calls = new AtomicInteger();
                Pen counting = (Pen) Proxy.newProxyInstance(Pen.class.getClassLoader(), new Class<?>[]{Pen.class},
                        (proxy, method, arguments) -> {
                            calls.incrementAndGet();
                            if (method.getName().equals("fillCells"))
                                calls.addAndGet(((Cells) arguments[0]).stretches().size());
                            return null;
                        });
                grid.getChildrenUnmodifiable().stream().filter(PaintedCanvas.class::isInstance)
                        .map(PaintedCanvas.class::cast).forEach(canvas -> canvas.paintWith(counting));
                assertThat(calls.get()).as("step %d", step).isBetween(100, 2_500);
            }
        });
    }
}
