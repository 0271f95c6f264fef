package draftscope.app.export;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a file can be, by the ending of its name.
public enum Format {
    PNG("PNG picture", "png"), SVG("SVG drawing", "svg"), PDF("PDF page", "pdf"), GIF("Moving GIF of a range",
            "gif"), CSV("CSV table",
                    "csv"), JSONL("JSON lines table", "jsonl"), JSON("JSON", "json"), DOT("DOT graph of the tree",
                            "dot"), HTML("HTML page of the whole run", "html");

    private final String label;
    private final String ending;

    Format(String label, String ending) {
        this.label = label;
        this.ending = ending;
    }

    /// Its name for people.
    public String label() {
        return label;
    }

    /// Without the dot.
    public String ending() {
        return ending;
    }

    /// What a file of this name is.
    ///
    /// @throws IllegalArgumentException one sentence with the endings that are accepted
    public static Format of(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(format -> name.endsWith("." + format.ending)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The name " + file.getFileName()
                        + " does not say what to write; accepted endings: " + Arrays.stream(values())
                                .map(format -> "." + format.ending).collect(Collectors.joining(", "))
                        + "."));
    }

    /// What can be made of an exhibit.
    public static List<Format> of(Exhibit exhibit) {
        return Arrays.stream(values()).filter(format -> switch (format) {
            case PNG, SVG, PDF, GIF, HTML -> true;
            case CSV, JSONL, JSON -> exhibit != Exhibit.INSPECTOR;
            case DOT -> exhibit == Exhibit.TREE;
        }).toList();
    }
}
