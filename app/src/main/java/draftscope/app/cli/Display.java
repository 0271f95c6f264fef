package draftscope.app.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether a window can be opened here, found out before the toolkit starts: a toolkit that failed once cannot be started
/// again in the same process.
final class Display {
    private static final int TIMEOUT_MILLIS = 1000;

    private Display() {}

    /// Why no window can be opened, in one sentence with the package to install; empty when one can.
    static Optional<String> missing() {
        // The toolkit was told to paint into memory, which needs nothing.
        if ("Headless".equals(System.getProperty("glass.platform")))
            return Optional.empty();
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux"))
            return Optional.empty();
        return missing(System.getenv(), Display::answers, Display::loads);
    }

    static Optional<String> missing(Map<String, String> environment, Predicate<String> answers,
            Predicate<String> loads) {
        String display = environment.getOrDefault("DISPLAY", "");
        if (display.isEmpty() && !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty())
            return Optional
                    .of("This Wayland session has no X display, which the window needs: install the package xwayland.");
        if (display.isEmpty())
            return Optional.of("There is no display here (DISPLAY is not set): start Draftscope in a desktop session, "
                    + "or install the package xvfb and run 'xvfb-run ./draftscope'.");
        if (!answers.test(display))
            return Optional.of("The display '" + display + "' does not answer: set DISPLAY to one that does, "
                    + "or install the package xvfb and run 'xvfb-run ./draftscope'.");
        if (!loads.test("libgtk-3.so.0"))
            return Optional.of("The window needs GTK 3, which is not installed: install the package libgtk-3-0 "
                    + "(Fedora: gtk3).");
        if (!loads.test("libXtst.so.6"))
            return Optional.of("The window needs the library libXtst: install the package libxtst6 (Fedora: libXtst).");
        return Optional.empty();
    }

    /// Whether an X server listens at `display`, such as `:0`, `localhost:10.0`.
    private static boolean answers(String display) {
        int colon = display.lastIndexOf(':');
        if (colon < 0)
            return false;
        String host = display.substring(0, colon);
        String number = display.substring(colon + 1).replaceFirst("\\..*", "");
        try {
            if (!host.isEmpty() && !host.equals("unix")) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(host, 6000 + Integer.parseInt(number)), TIMEOUT_MILLIS);
                    return true;
                }
            }
            Path path = Path.of("/tmp/.X11-unix/X" + number);
            if (!Files.exists(path))
                return false;
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                return channel.connect(UnixDomainSocketAddress.of(path));
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static boolean loads(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
