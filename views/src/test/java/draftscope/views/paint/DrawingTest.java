package draftscope.views.paint;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.styles.Fonts;
import draftscope.styles.Theme;
import draftscope.trace.TraceState;
import draftscope.views.AuditView;
import draftscope.views.DraftTreeView;
import draftscope.views.Inspector;
import draftscope.views.KvCacheMap;
import draftscope.views.LanesView;
import draftscope.views.MetricsView;
import draftscope.views.OutputView;
import draftscope.views.Selection;
import draftscope.views.Tales;
import draftscope.views.TimeLedgerView;
import draftscope.views.Timeline;
import draftscope.views.Toolkit;
import draftscope.views.TraceView;
import draftscope.views.UnmaskingGrid;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Font;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DrawingTest {
    private static Map<String, Supplier<TraceView>> views() {
        TraceState tree = Toolkit.after(Tales.trees(7), 3);
        TraceState canvas = Toolkit.after(Tales.diffusion(3), 4);
        Map<String, Supplier<TraceView>> all = new LinkedHashMap<>();
        all.put("tree", () -> with(new DraftTreeView(), tree));
        all.put("icicle", () -> {
            DraftTreeView view = with(new DraftTreeView(), tree);
            view.setForm(DraftTreeView.Form.ICICLE);
            return view;
        });
        all.put("output", () -> with(new OutputView(), tree));
        all.put("kv", () -> with(new KvCacheMap(), tree));
        all.put("unmasking", () -> with(new UnmaskingGrid(), canvas));
        all.put("metrics", () -> with(new MetricsView(), tree));
        all.put("time", () -> with(new TimeLedgerView(), tree));
        all.put("audit", () -> with(new AuditView(), tree));
        all.put("lanes", () -> with(new LanesView(), Toolkit.after(Tales.batch(6, 5), 3)));
        all.put("timeline", () -> with(new Timeline(), tree));
        all.put("inspector", () -> {
            Inspector view = with(new Inspector(), tree);
            view.setSelection(new Selection.Node(3, 1));
            return view;
        });
        all.put("table", () -> {
            DraftTreeView view = with(new DraftTreeView(), tree);
            view.setTable(true);
            return view;
        });
        return all;
    }

    private static <V extends TraceView> V with(V view, TraceState state) {
        view.setState(state);
        view.setLive(false);
        return view;
    }

    @TestFactory
    List<DynamicTest> everyViewIsTheSameTextInSvgAndInPdf() {
        List<DynamicTest> tests = new ArrayList<>();
        views().forEach((name, view) -> tests.add(DynamicTest.dynamicTest(name, () -> {
            byte[][] files = Toolkit.on(() -> {
                Scene scene = Toolkit.scene(view.get(), Theme.LIGHT, 960, 480, 13);
                return new byte[][]{Drawing.svg(scene.getRoot(), name, "words"),
                        Drawing.pdf(scene.getRoot(), name, "words")};
            });
            if (System.getProperty("drawings") != null)
                for (int i = 0; i < 2; i++)
                    Files.write(Path.of(System.getProperty("drawings"), name + (i == 0 ? ".svg" : ".pdf")), files[i]);
            List<String> texts = svgTexts(files[0]);
            assertThat(texts).isNotEmpty();
            assertThat(pdfTexts(files[1])).isEqualTo(texts);
        })));
        return tests;
    }

    @Test
    void theTokensOfATreeAreTextAndItsShapesAreInside() {
        TraceState state = Toolkit.after(Tales.trees(7), 3);
        byte[] svg = Toolkit.on(() -> Drawing.svg(
                Toolkit.scene(with(new DraftTreeView(), state), Theme.DARK, 1400, 700, 13).getRoot(), "tree", "words"));
        String all = new String(svg, StandardCharsets.UTF_8);
        assertThat(svgTexts(svg)).contains("accepted", "rejected");
        assertThat(all).contains("<path").contains("clipPath").contains("JetBrainsMono");
        assertThat(all.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    @Test
    void whatOurFacesDoNotHaveIsDrawnAsShapesThatSayTheirText() {
        byte[] pdf = Toolkit.on(() -> {
            Label label = new Label("ab 漢 cd");
            label.setFont(Font.font(Fonts.MONO, 20));
            Scene scene = new Scene(new StackPane(label), 200, 60);
            Toolkit.pulse(scene);
            return Drawing.pdf(scene.getRoot(), "t", "d");
        });
        assertThat(String.join("", pdfTexts(pdf))).isEqualTo("ab 漢 cd");
        assertThat(streams(pdf).getFirst()).contains("/ActualText <FEFF6F22>");
    }

    @Test
    void aFaceHoldsOnlyTheGlyphsThatAreUsed() {
        Typeface face = Toolkit.on(() -> Typeface.of(Font.font(Fonts.MONO, 13)).orElseThrow());
        int a = face.glyph('a');
        byte[] some = face.subset(List.of(a));
        assertThat(some.length).isLessThan(30_000);
        assertThat(face.glyph('漢')).isZero();
        assertThat(face.advance(a)).isEqualTo(face.advance(face.glyph('W')));
        // A file whose words do not sum up to this is refused by some readers.
        int sum = 0;
        for (int i = 0; i < some.length; i += 4)
            sum += java.nio.ByteBuffer.wrap(some).getInt(i);
        assertThat(sum).isEqualTo(0xB1B0AFBA);
    }

    /// What stands in the drawing's text elements, after a look at whether every element that opens also closes.
    private static List<String> svgTexts(byte[] svg) {
        String file = new String(svg, StandardCharsets.UTF_8);
        Deque<String> open = new ArrayDeque<>();
        List<String> texts = new ArrayList<>();
        Matcher tag = Pattern.compile("<(/?)([A-Za-z]+)((?: [a-zA-Z0-9:-]+=\"[^\"<]*\")*)(/?)>").matcher(file);
        int at = file.indexOf('\n') + 1;
        while (tag.find(at)) {
            String between = file.substring(at, tag.start());
            assertThat(between).doesNotContain("<").doesNotContainPattern("&(?!amp;|lt;|gt;|quot;)");
            if (!tag.group(1).isEmpty())
                assertThat(open.pop()).isEqualTo(tag.group(2));
            else if (tag.group(4).isEmpty())
                open.push(tag.group(2));
            if (tag.group().equals("</text>"))
                texts.add(between.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                        .replace("&amp;", "&"));
            at = tag.end();
        }
        assertThat(open).isEmpty();
        return texts;
    }

    /// What a reader would find in the page: glyphs by the table of their face, and replacement texts.
    private static List<String> pdfTexts(byte[] pdf) {
        List<String> streams = streams(pdf);
        List<Map<String, String>> faces = new ArrayList<>();
        for (String stream : streams) {
            if (!stream.contains("begincmap"))
                continue;
            Map<String, String> face = new HashMap<>();
            Matcher pair = Pattern.compile("<(\\p{XDigit}{4})> <(\\p{XDigit}+)>").matcher(
                    stream.substring(stream.indexOf("endcodespacerange")));
            while (pair.find())
                face.put(pair.group(1), unicode(pair.group(2)));
            faces.add(face);
        }
        List<String> texts = new ArrayList<>();
        Matcher shown = Pattern.compile("/ActualText <FEFF(\\p{XDigit}+)>|/F(\\d+) [^<]*<(\\p{XDigit}+)> Tj")
                .matcher(streams.getFirst());
        while (shown.find()) {
            if (shown.group(1) != null) {
                texts.add(unicode(shown.group(1)));
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < shown.group(3).length(); i += 4)
                text.append(faces.get(Integer.parseInt(shown.group(2))).get(shown.group(3).substring(i, i + 4)));
            texts.add(text.toString());
        }
        return texts;
    }

    private static String unicode(String hex) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < hex.length(); i += 4)
            text.append((char) Integer.parseInt(hex.substring(i, i + 4), 16));
        return text.toString();
    }

    private static List<String> streams(byte[] pdf) {
        String file = new String(pdf, StandardCharsets.ISO_8859_1);
        assertThat(file).startsWith("%PDF-1.7").endsWith("%%EOF\n");
        List<String> streams = new ArrayList<>();
        Matcher stream = Pattern.compile("/Length (\\d+)[^>]*>>\nstream\n").matcher(file);
        while (stream.find()) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            try (InflaterOutputStream out = new InflaterOutputStream(plain, new Inflater())) {
                out.write(pdf, stream.end(), Integer.parseInt(stream.group(1)));
            } catch (java.io.IOException broken) {
                throw new AssertionError("not packed", broken);
            }
            streams.add(plain.toString(StandardCharsets.ISO_8859_1));
        }
        return streams;
    }
}
