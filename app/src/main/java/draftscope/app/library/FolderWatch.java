package draftscope.app.library;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Tells when something changes in some folders, or when one that was not there comes back. Many changes at once, such as
/// those of a long copy, are told together.
final class FolderWatch implements AutoCloseable {
    /// A change is told when it has been quiet for so long ...
    private static final long QUIET_MILLIS = 300;
    /// ... or when changes have gone on for so long.
    private static final long LONGEST_MILLIS = 5000;
    private static final long LOOK_FOR_ABSENT_MILLIS = 2000;

    private final WatchService service;
    private final Runnable changed;
    private final Map<Path, WatchKey> keys = new HashMap<>(); // touched by [#watch] only
    private volatile Set<Path> absent = Set.of();

    /// @param changed called on a thread of the watch's own
    FolderWatch(Runnable changed) throws IOException {
        service = FileSystems.getDefault().newWatchService();
        this.changed = changed;
        Thread.ofPlatform().daemon().name("library watch").start(this::run);
    }

    /// From now on watches these folders and no others.
    ///
    /// @param waitFor folders that are not there and may come back
    /// @return why some of them cannot be watched, in one sentence
    synchronized Optional<String> watch(Set<Path> folders, Set<Path> waitFor) {
        absent = Set.copyOf(waitFor);
        keys.entrySet().removeIf(entry -> {
            boolean stays = folders.contains(entry.getKey()) && entry.getValue().isValid();
            if (!stays)
                entry.getValue().cancel();
            return !stays;
        });
        try {
            for (Path folder : folders) {
                if (!keys.containsKey(folder) && Files.isDirectory(folder))
                    keys.put(folder, folder.register(service, StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY));
            }
            return Optional.empty();
        } catch (ClosedWatchServiceException closed) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("This system cannot watch more folders (" + e.getMessage()
                    + "): changes below them are seen when the library is opened.");
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.poll(LOOK_FOR_ABSENT_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null)
                    drain(key);
                if (key != null || absent.stream().anyMatch(Files::isDirectory))
                    changed.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException end) {
            // Closed: nobody wants to know any more.
        }
    }

    private void drain(WatchKey first) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
        for (WatchKey key = first; key != null && System.nanoTime() < end; key = service.poll(QUIET_MILLIS,
                TimeUnit.MILLISECONDS)) {
            key.pollEvents();
            key.reset();
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            // The thread ends with the process then.
        }
    }
}
