// stratwright-cli: the same engine as the window's, on the command line.
#include "app/command.h"

#include <QCoreApplication>

#include <csignal>

int main(int argc, char** argv)
{
    using namespace sw::app;
    // A reader that goes away is an error to report, not a reason to die silently.
    std::signal(SIGPIPE, SIG_IGN);
    Interrupt interrupt;
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("stratwright"));
    Console console;
    Session session{console, interrupt, {}, {}};
    return runCommandLine(QCoreApplication::arguments().mid(1), session);
}
