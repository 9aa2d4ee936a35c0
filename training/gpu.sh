#!/bin/sh
# gpu.sh DATA START OUT SECONDS: batches, masked words, three teachers side by side, a student, all within SECONDS on a machine with one GPU and
# python3 with torch. DATA: what prepare.py wrote; START: the weights.bin to go on from. Writes OUT/student.bin in parts of 15 MB and OUT/log.
set -e
began=$(date +%s)
export OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
cd "$(dirname "$0")"
work=${TMPDIR:-/tmp}/diurna
mkdir -p "$work" "$3"
seconds=$4
at() { echo $((began + seconds * $1 / 100)); }
{
    python3 distil.py make --data "$1" --out "$work/teach" --passes 6 --seed 1
    python3 distil.py make --data "$1" --out "$work/study" --passes 4 --extra 1 --pieces 10000 --seed 2
    python3 distil.py words --data "$1" --batches "$work/study" --out "$work/words.pt" --rate 2e-4 --steps 6000 --until "$(at 17)"
    for seed in 1 2 3; do
        start="--start $work/words.pt"
        [ $seed = 1 ] && start=
        python3 distil.py teacher --data "$1" --batches "$work/teach" --out "$work/$seed.pt" $start --seed $seed --until "$(at 57)" &
    done
    wait
    python3 distil.py student --data "$1" --batches "$work/study" --teachers "$work"/[123].pt --start "$2" --out "$work/student.bin" --steps 9000 --seed 4 --until "$(at 96)"
    split -b 15000000 "$work/student.bin" "$3/student."
} 2>&1 | tee "$3/log"
