package draftscope.app.session;

import java.util.concurrent.CountDownLatch;

/// Keeps the thread that opens models busy, so that a test sees what is shown meanwhile.
public final class BusyLoader implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);

    public BusyLoader(Session session) {
        this(session.shelf());
    }

    BusyLoader(ModelShelf shelf) {
        shelf.loader().execute(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Lets it go on with what waits.
    @Override
    public void close() {
        end.countDown();
    }
}
