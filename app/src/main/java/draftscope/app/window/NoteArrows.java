package draftscope.app.window;

import draftscope.app.marks.Marks.Note;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Bounds;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.Pane;
import javafx.scene.shape.CubicCurve;
import javafx.scene.shape.Polygon;

/// Arrows between the two things that a note stands on, over the text and the view below it, where both can be seen. Where one
/// cannot, the line above the views leads there.
final class NoteArrows extends Pane {
    private static final double HEAD = 9;
    private static final double BEND = 48;
    private static final double WIDEST = 220;

    /// An arrow in this pane's coordinates.
    private record Arrow(String text, Bounds from, Bounds to) {}

    private final MarkDesk desk;
    private final ViewDeck deck;
    private final ObjectProperty<View> view;
    private List<Arrow> drawn = List.of();

    NoteArrows(MarkDesk desk, ViewDeck deck, ObjectProperty<View> view) {
        this.desk = desk;
        this.deck = deck;
        this.view = view;
        setId("note-arrows");
        setMouseTransparent(true);
        setManaged(false);
        Runnable draw = this::draw;
        sceneProperty().subscribe((before, scene) -> {
            if (before != null)
                before.removePostLayoutPulseListener(draw);
            if (scene != null)
                scene.addPostLayoutPulseListener(draw);
        });
    }

    /// When all views have been laid out, things stand where they will be seen.
    private void draw() {
        if (desk.arrows().isEmpty() && drawn.isEmpty())
            return;
        List<Arrow> arrows = new ArrayList<>();
        for (MarkDesk.Between between : desk.arrows()) {
            Optional<Bounds> from = place(between.from());
            Optional<Bounds> to = place(between.to());
            if (from.isPresent() && to.isPresent() && !from.equals(to))
                arrows.add(new Arrow(between.note().text(), from.get(), to.get()));
        }
        if (arrows.equals(drawn))
            return;
        drawn = arrows;
        getChildren().clear();
        arrows.forEach(this::add);
    }

    /// In the view below the text where it is drawn there, else in the text.
    private Optional<Bounds> place(Selection thing) {
        return deck.view(view.get()).locate(thing).map(deck.view(view.get())::localToScene)
                .or(() -> deck.output().locate(thing).map(deck.output()::localToScene)).map(this::sceneToLocal);
    }

    private void add(Arrow arrow) {
        boolean down = arrow.from().getCenterY() <= arrow.to().getCenterY();
        double x1 = arrow.from().getCenterX();
        double y1 = down ? arrow.from().getMaxY() : arrow.from().getMinY();
        double x2 = arrow.to().getCenterX();
        double y2 = down && arrow.to().getMinY() > y1 ? arrow.to().getMinY() : arrow.to().getMaxY();
        boolean fromAbove = y2 == arrow.to().getMinY();
        double tip = fromAbove ? -HEAD : HEAD;
        CubicCurve line = new CubicCurve(x1, y1, x1, y1 + (down ? BEND : -BEND), x2, y2 + (fromAbove ? -BEND : BEND),
                x2,
                y2 + tip);
        line.getStyleClass().add("note-arrow");
        Polygon head = new Polygon(x2, y2, x2 - HEAD / 2, y2 + tip, x2 + HEAD / 2, y2 + tip);
        head.getStyleClass().add("note-arrow-head");
        Label text = new Label(arrow.text());
        text.getStyleClass().add("note-arrow-text");
        text.setTextOverrun(OverrunStyle.ELLIPSIS);
        text.setMaxWidth(WIDEST);
        getChildren().addAll(line, head, text);
        text.applyCss();
        text.autosize();
        double middleX = (x1 + x2) / 2 - text.getWidth() / 2;
        double middleY = (line.getStartY() + 3 * line.getControlY1() + 3 * line.getControlY2() + line.getEndY()) / 8
                - text.getHeight() / 2;
        text.relocate(Math.clamp(middleX, 4, Math.max(4, deck.getWidth() - text.getWidth() - 4)), middleY);
    }
}
