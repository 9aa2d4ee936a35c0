#!/bin/sh
# make.sh SHARED WORK OUT MINUTES: a first schedule of MINUTES, a second as long from there at three quarters of the rate, then the rest
set -e
cd "$(dirname "$0")"
export OMP_NUM_THREADS=1
python="${PYTHON:-python3}"
"$python" train.py --shared "$1" --work "$2/first" --minutes "$4"
"$python" train.py --shared "$1" --work "$2/second" --minutes "$4" --rate 1.5e-4 --share 0.4 --seed 101 --start "$2/first/network.pt"
"$python" export.py --shared "$1" --work "$2/second" --out "$3"
"$python" evaluate.py --shared "$1" --model "$3"
