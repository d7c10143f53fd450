// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one way in which the window gets work done off the GUI thread. A JobRunner belongs to a QObject on the GUI
// thread; start() runs `work` on a pool thread and brings its value back to the GUI thread, where `done` is
// called. Starting again supersedes: the older job's token is stopped and its result is dropped, so that what
// arrives is always the answer to the last question. Destroying the runner does the same; no callback runs
// afterwards.

#include <QMetaObject>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

namespace tailrace {

class JobRunner : public QObject
{
public:
    explicit JobRunner(QObject* parent = nullptr)
        : QObject(parent)
    {
    }
    ~JobRunner() override { cancel(); }

    /// `work(std::stop_token) -> T` runs on a pool thread and must not touch QObjects of the GUI thread;
    /// `done(T)` runs on the GUI thread.
    template <class Work, class Done>
    void start(Work work, Done done)
    {
        cancel();
        m_stop = std::stop_source();
        m_running = true;
        auto alive = std::make_shared<Guard>();
        alive->runner = this;
        m_guard = alive;
        QThreadPool::globalInstance()->start(
            [work = std::move(work), done = std::move(done), token = m_stop.get_token(), alive]() mutable {
                if (token.stop_requested())
                    return;
                auto result = std::make_shared<decltype(work(token))>(work(token));
                // Delivered through the application object; the guard says whether the runner still wants it.
                QMetaObject::invokeMethod(
                    applicationObject(),
                    [alive, result, done = std::move(done)]() mutable {
                        JobRunner* runner = alive->runner;
                        if (runner == nullptr)
                            return;
                        alive->runner = nullptr;
                        runner->m_running = false;
                        done(std::move(*result));
                    },
                    Qt::QueuedConnection);
            });
    }

    /// Asks the running job to stop and forgets its result.
    void cancel()
    {
        m_stop.request_stop();
        if (m_guard)
            m_guard->runner = nullptr;
        m_guard.reset();
        m_running = false;
    }
    [[nodiscard]] bool isRunning() const { return m_running; }

private:
    // Touched on the GUI thread only: by the runner, and by the queued delivery.
    struct Guard {
        JobRunner* runner = nullptr;
    };
    static QObject* applicationObject();

    std::stop_source m_stop;
    std::shared_ptr<Guard> m_guard;
    bool m_running = false;
};

} // namespace tailrace
