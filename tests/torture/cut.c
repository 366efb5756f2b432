// cut.c - fidele_cut FOLDER: ends the file system that FOLDER lies on as a power cut does: what was not yet told to the
// disk is lost, and nothing more can be written until it is mounted anew (ext4 and XFS, by the administrator only).
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

// linux/fs/{ext4,xfs}: the numbers are part of the kernel's interface, the header of none of the libraries here.
#define IOCTL_SHUTDOWN _IOR('X', 125, uint32_t)
enum { SHUTDOWN_WITHOUT_FLUSHING_THE_JOURNAL = 2 };

int main(int count, char **words)
{
    if (count != 2) {
        fputs("usage: fidele_cut FOLDER\n", stderr);
        return 2;
    }
    int folder = open(words[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint32_t how = SHUTDOWN_WITHOUT_FLUSHING_THE_JOURNAL;
    if (folder < 0 || ioctl(folder, IOCTL_SHUTDOWN, &how) != 0) {
        perror(words[1]);
        return 1;
    }
    close(folder);
    return 0;
}
