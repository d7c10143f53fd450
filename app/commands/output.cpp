// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/output.h"

#include "commands/terminal_text.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tailrace {

class Output::Buffer : public std::streambuf
{
public:
    Buffer(int descriptor, bool owned)
        : m_data(kSize)
        , m_descriptor(descriptor)
        , m_owned(owned)
    {
        setp(m_data.data(), m_data.data() + m_data.size());
    }
    ~Buffer() override
    {
        sync();
        close();
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    /// errno of the first failed write; 0 if none failed.
    [[nodiscard]] int error() const { return m_error; }

    /// Some file systems tell of a full disk only now.
    void close()
    {
        if (m_owned && ::close(m_descriptor) != 0 && m_error == 0)
            m_error = errno;
        m_owned = false;
    }

protected:
    int overflow(int c) override
    {
        if (sync() != 0)
            return traits_type::eof();
        if (c != traits_type::eof())
            sputc(static_cast<char>(c));
        return traits_type::not_eof(c);
    }

    int sync() override
    {
        const char* at = pbase();
        while (at < pptr() && m_error == 0) {
            const ssize_t written = ::write(m_descriptor, at, static_cast<std::size_t>(pptr() - at));
            if (written >= 0)
                at += written;
            else if (errno != EINTR)
                m_error = errno;
        }
        setp(m_data.data(), m_data.data() + m_data.size());
        return m_error == 0 ? 0 : -1;
    }

private:
    static constexpr std::size_t kSize = std::size_t{1} << 16;
    std::vector<char> m_data;
    int m_descriptor;
    bool m_owned;
    int m_error = 0;
};

Output::Output(int descriptor, bool owned, std::string name)
    : m_name(std::move(name))
    , m_buffer(std::make_unique<Buffer>(descriptor, owned))
    , m_stream(std::make_unique<std::ostream>(m_buffer.get()))
{
}

Output::Output()
    : Output(STDOUT_FILENO, false, "standard output")
{
}

Output::~Output() = default;
Output::Output(Output&&) noexcept = default;
Output& Output::operator=(Output&&) noexcept = default;

Result<Output> Output::toFile(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return failure(ErrorCode::Unreadable, std::string("cannot be written: ") + std::strerror(errno), path);
    return Output(descriptor, true, path);
}

bool Output::isTerminal() const
{
    return ::isatty(m_buffer->descriptor()) == 1;
}

int Output::terminalWidth() const
{
    winsize size{};
    return isTerminal() && ::ioctl(m_buffer->descriptor(), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Result<void> Output::finish()
{
    m_stream->flush();
    m_buffer->close();
    const int error = m_buffer->error();
    if (error == 0 || error == EPIPE)
        return {};
    const ErrorCode code = error == ENOSPC || error == EDQUOT ? ErrorCode::DiskFull : ErrorCode::Unreadable;
    return failure(code, std::string("cannot be written: ") + std::strerror(error), m_name);
}

void complain(std::string_view text)
{
    const std::string line = "tailrace: " + terminalText(text) + "\n";
    const ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
    static_cast<void>(ignored);
}

} // namespace tailrace
